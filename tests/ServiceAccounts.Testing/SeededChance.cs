namespace ServiceAccounts.Testing;

/// <summary>Chance that is the same from the same seed: what one run has found another finds again.</summary>
/// <param name="seed">Where the sequence begins. Nothing here has to be hard to guess.</param>
public sealed class SeededChance(ulong seed)
{
    private ulong _state = seed;

    /// <summary>A number from 0 to below <paramref name="bound"/>.</summary>
    public int Below(int bound)
    {
        // SplitMix64 (Steele, Lea and Flood, 2014).
        _state += 0x9E3779B97F4A7C15;
        var mixed = (_state ^ (_state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return (int)((mixed ^ (mixed >> 31)) % (ulong)bound);
    }
}
