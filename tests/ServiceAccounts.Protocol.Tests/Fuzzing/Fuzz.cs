using System.Text.Json;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Protocol.Tests.Fuzzing;

/// <summary>Tries a check on many mutated cases; what fails says with which seed the one case is made again (<see cref="FuzzRun"/>).</summary>
internal static class Fuzz
{
    private static readonly JsonSerializerOptions Printing = new() { IncludeFields = true };

    /// <summary>Makes <paramref name="count"/> cases; a case must print as JSON.</summary>
    public static void Run<T>(int count, Func<Mutator, T> make, Action<T> check)
    {
        for (var (seed, end) = (FuzzRun.Seed, FuzzRun.Seed + FuzzRun.Cases(count)); seed < end; seed++)
        {
            var made = make(new Mutator(seed));
            try
            {
                check(made);
            }
            catch (Exception e)
            {
                // Without the input the failure says nothing, and what is wrong with it may be that it does not print as it is.
                throw new FuzzingException($"FUZZ_SEED={seed}: {JsonSerializer.Serialize(made, Printing)}: {e.Message}", e);
            }
        }
    }
}

/// <summary>A case that does not hold, with what makes it again.</summary>
internal sealed class FuzzingException(string message, Exception inner) : Exception(message, inner);
