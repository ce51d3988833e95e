namespace ServiceAccounts.Protocol.Federation;

/// <summary>The names that SPIFFE gives to trust domains and to the workloads in them (SPIFFE-ID, section 2).</summary>
public static class SpiffeId
{
    /// <summary>How each of them begins.</summary>
    public const string Scheme = "spiffe://";

    private const int MaxLength = 2_048;
    private const int MaxTrustDomainLength = 255;

    /// <summary>Whether a text is the name of a trust domain, such as <c>spiffe://example.org</c>.</summary>
    public static bool IsTrustDomain(string text) =>
        text.StartsWith(Scheme, StringComparison.Ordinal)
        && text.Length > Scheme.Length
        && text.Length <= Scheme.Length + MaxTrustDomainLength
        && text.AsSpan(Scheme.Length).IndexOfAnyExcept(TrustDomainCharacters) < 0;

    /// <summary>Whether a text is the name of a workload of a trust domain: there is a path, and each of its parts is a plain word.</summary>
    public static bool IsIn(string text, string trustDomain) =>
        text.Length <= MaxLength
        && text.Length > trustDomain.Length
        && text.StartsWith(trustDomain, StringComparison.Ordinal)
        && text[trustDomain.Length] == '/'
        && text[(trustDomain.Length + 1)..].Split('/').All(IsSegment);

    private static System.Buffers.SearchValues<char> TrustDomainCharacters { get; } =
        System.Buffers.SearchValues.Create("abcdefghijklmnopqrstuvwxyz0123456789.-_");

    // Section 2.2: no empty part and none that climbs.
    private static bool IsSegment(string segment) =>
        segment is not ("" or "." or "..") && segment.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-' or '_');
}
