namespace ServiceAccounts.Server.Surfaces;

/// <summary>Whether a known caller is served now. It is held for as long as the request is served.</summary>
internal sealed class Admission : IDisposable
{
    private readonly IDisposable?[] _held;

    private Admission(params IDisposable?[] held) => _held = held;

    /// <summary>Nothing limits the caller.</summary>
    public static Admission Free { get; } = new();

    /// <summary>Why it is not served; null where it is.</summary>
    public Refusal? Refusal { get; private init; }

    /// <summary>It is served, and gives these back when it has been.</summary>
    public static Admission Of(params IDisposable?[] held) => new(held);

    /// <summary>It is not served now.</summary>
    public static Admission Refused(Refusal refusal) => new() { Refusal = refusal };

    public void Dispose()
    {
        foreach (var held in _held)
        {
            held?.Dispose();
        }
    }
}
