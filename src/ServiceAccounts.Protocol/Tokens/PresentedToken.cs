using System.Collections.Frozen;
using System.Text.Json;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Protocol.Proofs;

namespace ServiceAccounts.Protocol.Tokens;

/// <summary>An access token that has come back: we signed it, and it has not run out.</summary>
/// <param name="Jwt">The token as it was parsed; its signature has been verified.</param>
/// <param name="Id">The <c>jti</c>.</param>
/// <param name="Audience">The identifier of the Api that it is for.</param>
/// <param name="ClientId">The client to which it was issued.</param>
/// <param name="CredentialId">The credential that it came from.</param>
/// <param name="Epoch">The epoch of the account at that time.</param>
/// <param name="Scope">Its scopes, parted by spaces.</param>
public sealed record PresentedToken(
    JsonWebToken Jwt, Guid Id, string Audience, string ClientId, Guid CredentialId, long Epoch, string Scope)
{
    /// <summary>Its scopes.</summary>
    public FrozenSet<string> Scopes { get; } = Scope.Split(' ').ToFrozenSet(StringComparer.Ordinal);

    /// <summary>When it runs out.</summary>
    public DateTimeOffset ExpiresAt => new(Jwt.ValidTo);

    /// <summary>What whoever uses it must prove to have (<c>cnf</c>); null for a bearer token.</summary>
    public TokenBinding? Binding { get; private init; }

    /// <summary>Who acts with it for its subject (<c>act</c>); null where the subject acts itself.</summary>
    public ActingParty? Actor { get; private init; }

    /// <summary>Reads the claims of a token whose signature is good; null where it is no access token of ours.</summary>
    internal static PresentedToken? Read(JsonWebToken token)
    {
        if (!Guid.TryParse(token.Id, out var id)
            || !token.TryGetPayloadValue<string>("client_id", out var clientId)
            || !token.TryGetPayloadValue<string>("credential_id", out var credential) || !Guid.TryParse(credential, out var credentialId)
            || !token.TryGetPayloadValue<string>("scope", out var scope)
            || !token.TryGetPayloadValue<long>("epoch", out var epoch)
            || token.Audiences.FirstOrDefault() is not { } audience)
        {
            return null;
        }

        // A binding or an actor that cannot be read is not one that is not there: the token is none.
        var (binding, actor) = (ReadBinding(token), ReadActor(token));
        return token.TryGetPayloadValue<object>("cnf", out _) == binding is not null
            && token.TryGetPayloadValue<object>("act", out _) == actor is not null
            ? new PresentedToken(token, id, audience, clientId, credentialId, epoch, scope) { Binding = binding, Actor = actor }
            : null;
    }

    // A record prints its members, and one of them is the token.
    /// <inheritdoc />
    public override string ToString() => nameof(PresentedToken);

    private static TokenBinding? ReadBinding(JsonWebToken token)
    {
        if (!token.TryGetPayloadValue<JsonElement>("cnf", out var cnf))
        {
            return null;
        }

        var binding = new TokenBinding { CertificateThumbprint = Text(cnf, "x5t#S256"), KeyThumbprint = Text(cnf, "jkt") };
        return binding is { CertificateThumbprint: null, KeyThumbprint: null } ? null : binding;
    }

    private static ActingParty? ReadActor(JsonWebToken token) =>
        token.TryGetPayloadValue<JsonElement>("act", out var act) ? ReadActor(act, ActingParty.MaxInChain) : null;

    private static ActingParty? ReadActor(JsonElement act, int most)
    {
        if (most == 0 || !Guid.TryParse(Text(act, "sub"), out var principalId) || Text(act, "client_id") is not { } clientId
            || !act.TryGetProperty("epoch", out var number) || number.ValueKind != JsonValueKind.Number || !number.TryGetInt64(out var epoch)
            || !Guid.TryParse(Text(act, "credential_id"), out var credentialId))
        {
            return null;
        }

        if (!act.TryGetProperty("act", out var earlier))
        {
            return new ActingParty(principalId, clientId, epoch, credentialId, null);
        }

        return ReadActor(earlier, most - 1) is { } before ? new ActingParty(principalId, clientId, epoch, credentialId, before) : null;
    }

    private static string? Text(JsonElement json, string name) =>
        json.ValueKind == JsonValueKind.Object && json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()
            : null;
}
