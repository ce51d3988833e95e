using System.Globalization;
using System.Text.Json;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Protocol.Tests.Fuzzing;

/// <summary>
/// Tries a check on many mutated cases. A run is the same each time: <c>FUZZ_SEED</c> begins elsewhere, <c>FUZZ_FACTOR</c> makes so many
/// times as many cases, and what fails says with which seed the one case is made again.
/// </summary>
internal static class Fuzz
{
    private const ulong OrdinarySeed = 20260101;

    /// <summary>Makes <paramref name="count"/> cases; a case must print as JSON.</summary>
    public static void Run<T>(int count, Func<Mutator, T> make, Action<T> check)
    {
        var first = Number("FUZZ_SEED") ?? OrdinarySeed;
        var last = (ulong)count * (Number("FUZZ_FACTOR") ?? 1);
        for (var i = 0UL; i < last; i++)
        {
            var made = make(new Mutator(first + i));
            try
            {
                check(made);
            }
            catch (Exception e)
            {
                // Of another input than this one the failure says nothing, so both are in the message.
                throw new FuzzingException($"FUZZ_SEED={first + i}: {JsonSerializer.Serialize(made)}: {e.Message}", e);
            }
        }
    }

    private static ulong? Number(string variable) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}

/// <summary>A case that does not hold, with what makes it again.</summary>
internal sealed class FuzzingException(string message, Exception inner) : Exception(message, inner);
