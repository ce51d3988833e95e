using System.Buffers;
using System.Buffers.Text;
using Microsoft.Extensions.Options;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Protocol.Metadata;

namespace ServiceAccounts.Protocol.Tokens;

/// <summary>Gives an access token its id and times, and writes it as a signed JWT (RFC 9068).</summary>
public sealed class AccessTokenIssuer(Issuer issuer, ISigningKeys keys, IOptions<TokenOptions> options, TimeProvider time)
{
    private readonly TimeSpan _maximumTtl = TimeSpan.FromSeconds(options.Value.MaximumTtlSeconds);

    /// <summary>Decides id and lifetime: the earliest of all ends that client, credential and Api set.</summary>
    public AccessToken Prepare(AccessTokenGrant grant) => Prepare(grant, longest: null);

    /// <summary>The same where this server issues for no longer than <paramref name="longest"/> at the moment.</summary>
    public AccessToken Prepare(AccessTokenGrant grant, TimeSpan? longest)
    {
        var now = time.GetUtcNow();
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(now.ToUnixTimeSeconds());
        var (client, api) = (grant.Client.Client, grant.Access.Api);

        var ttl = TimeSpan.FromSeconds(Math.Min(client.AccessTokenTtlSeconds, api.MaximumTtlSeconds ?? int.MaxValue));
        ttl = longest < ttl ? longest.Value : ttl;
        var end = Earliest(issuedAt + (ttl < _maximumTtl ? ttl : _maximumTtl), client.ExpiresAt, grant.Client.CredentialExpiresAt, grant.NotAfter);

        return new AccessToken(Guid.CreateVersion7(now), issuedAt, DateTimeOffset.FromUnixTimeSeconds(end.ToUnixTimeSeconds()), grant);
    }

    /// <summary>Writes the token in JWS compact form (RFC 7515 section 7.1), ASCII bytes.</summary>
    public void Write(AccessToken token, IBufferWriter<byte> output)
    {
        var signer = keys.Active(token.Grant.Access.Api.SigningAlgorithm);
        var shared = SharedClaimsOf(token);

        var rented = ArrayPool<byte>.Shared.Rent(AccessTokenClaims.MaxLength(shared, token));
        var payloadLength = AccessTokenClaims.Write(shared, token, rented);

        var inputLength = signer.EncodedHeader.Length + 1 + Base64Url.GetEncodedLength(payloadLength);
        var length = inputLength + 1 + Base64Url.GetEncodedLength(signer.SignatureLength);
        var jwt = output.GetSpan(length)[..length];

        signer.EncodedHeader.Span.CopyTo(jwt);
        jwt[signer.EncodedHeader.Length] = (byte)'.';
        Base64Url.EncodeToUtf8(rented.AsSpan(0, payloadLength), jwt[(signer.EncodedHeader.Length + 1)..]);
        ArrayPool<byte>.Shared.Return(rented);

        Span<byte> signature = stackalloc byte[signer.SignatureLength];
        signer.Sign(jwt[..inputLength], signature);
        jwt[inputLength] = (byte)'.';
        Base64Url.EncodeToUtf8(signature, jwt[(inputLength + 1)..]);
        output.Advance(length);
    }

    /// <summary>Writes the claims that the token has, as JSON and unsigned: for people to look at.</summary>
    public void WriteClaims(AccessToken token, IBufferWriter<byte> output)
    {
        var shared = SharedClaimsOf(token);
        output.Advance(AccessTokenClaims.Write(shared, token, output.GetSpan(AccessTokenClaims.MaxLength(shared, token))));
    }

    private byte[] SharedClaimsOf(AccessToken token) =>
        token.Grant.Access.SharedClaims ??= AccessTokenClaims.Shared(issuer, token.Grant);

    private static DateTimeOffset Earliest(DateTimeOffset end, DateTimeOffset? account, DateTimeOffset? credential, DateTimeOffset? subject)
    {
        end = account < end ? account.Value : end;
        end = credential < end ? credential.Value : end;
        return subject < end ? subject.Value : end;
    }
}
