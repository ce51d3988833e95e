using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;

namespace ServiceAccounts.Protocol.Grants;

/// <summary>A client acts for itself (RFC 6749 section 4.4).</summary>
public sealed class ClientCredentialsGrant : IGrant
{
    /// <inheritdoc />
    public string GrantType => "client_credentials";

    /// <inheritdoc />
    public ValueTask<Result<AccessTokenGrant>> AuthorizeAsync(
        AuthenticatedClient client, OAuthRequest request, CancellationToken cancellationToken) => new(Authorize(client, request));

    /// <summary>What a client that acts for itself is granted, whatever the grant by which it came.</summary>
    public static Result<AccessTokenGrant> Authorize(AuthenticatedClient client, OAuthRequest request)
    {
        var target = TargetApi.Of(client.Client, request);
        if (!target.Succeeded)
        {
            return target.Error;
        }

        // RFC 6749 section 3.3 lets the server grant less than was asked for. We leave out what is not held, and name
        // in the answer what is granted; a token with no scope at all would be of use to nobody.
        var scope = target.Value.Narrow(request.Scopes);
        if (scope.Length > 0)
        {
            return new AccessTokenGrant(client, target.Value, scope);
        }

        var reason = target.Value.WhyNotHeld?.Invoke(request.Scopes);
        return target.Value.Scope.Length == 0
            ? OAuthError.InvalidScope(
                "The client holds no scope at this resource: an administrator must bind a role to its service account.",
                reason ?? $"The account holds nothing at {target.Value.Api.Identifier}: bind a role that has permissions of this Api.")
            : OAuthError.InvalidScope(
                "The client holds none of the scopes it asked for.",
                reason ?? $"None of the scopes asked for is held at {target.Value.Api.Identifier}: bind a role that has one of them.");
    }
}
