using System.Globalization;

namespace ServiceAccounts.Testing;

/// <summary>
/// How many mutated cases a run tries, and which. It is the same each time; a developer who has an hour sets the environment variable
/// <c>FUZZ_FACTOR=100</c> for so many times as many, or <c>FUZZ_SEED</c> to begin elsewhere: at the case, for one, that a failure names.
/// </summary>
public static class FuzzRun
{
    /// <summary>The seed of the first case; the next has the next number.</summary>
    public static ulong Seed { get; } = Number("FUZZ_SEED") ?? 20_260_101;

    /// <summary>How many cases are tried where an ordinary run tries <paramref name="ordinary"/>.</summary>
    public static ulong Cases(int ordinary) => (ulong)ordinary * (Number("FUZZ_FACTOR") ?? 1);

    private static ulong? Number(string variable) =>
        ulong.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var number) ? number : null;
}
