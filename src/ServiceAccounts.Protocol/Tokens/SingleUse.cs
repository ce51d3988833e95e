using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text;

namespace ServiceAccounts.Protocol.Tokens;

/// <summary>A claim on something that may be used once, such as the <c>jti</c> of an assertion (RFC 7523 section 3, rule 7).</summary>
/// <param name="Key">What is claimed: 32 bytes.</param>
/// <param name="ExpiresAt">When it can be forgotten, because it would be refused anyway.</param>
public sealed record SingleUse(ImmutableArray<byte> Key, DateTimeOffset ExpiresAt)
{
    /// <summary>The claim on a <c>jti</c>; two applications never meet in one.</summary>
    public static SingleUse Of(Guid applicationId, string jti, DateTimeOffset expiresAt)
    {
        var bytes = new byte[16 + Encoding.UTF8.GetByteCount(jti)];
        applicationId.TryWriteBytes(bytes, bigEndian: true, out var written);
        Encoding.UTF8.GetBytes(jti, bytes.AsSpan(written));
        return new SingleUse(ImmutableArray.Create(SHA256.HashData(bytes)), expiresAt);
    }

    /// <summary>The claim on the <c>jti</c> of a DPoP proof (RFC 9449 section 11.1); two keys never meet in one, nor a proof and an assertion.</summary>
    public static SingleUse OfProof(string keyThumbprint, string jti, DateTimeOffset expiresAt) =>
        new(ImmutableArray.Create(SHA256.HashData(Encoding.UTF8.GetBytes($"dpop {keyThumbprint} {jti}"))), expiresAt);
}
