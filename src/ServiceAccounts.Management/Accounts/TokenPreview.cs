using System.Buffers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Federation;
using ServiceAccounts.Protocol.Grants;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Says what a token request of a service account would get, by the same steps as the token endpoint, and issues nothing.</summary>
public sealed class TokenPreview(
    IDbContextFactory<ServiceAccountsDbContext> contexts, IClients clients, ClientAuthenticator authenticator, IEnumerable<IGrant> grants,
    AccessTokenIssuer issuer, ClientCertificateSource certificates, TimeProvider time)
{
    private const string GrantType = "client_credentials";
    private const int MaxScopeLength = 16_000;
    private const int MaxResourceLength = 2_000;

    /// <summary>The claims that a token would have now, or why there would be none; needs <c>service_account.read</c>.</summary>
    public async Task<Outcome<TokenPreviewResponse>> ShowAsync(
        Caller caller, Guid accountId, TokenPreviewRequest request, CancellationToken cancellationToken)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var account = await db.Set<Storage.Accounts.ServiceAccount>().AsNoTracking().Include(a => a.Applications)
            .SingleOrDefaultAsync(a => a.Id == accountId && a.TenantId == caller.Tenant.TenantId, cancellationToken);
        if (account is null)
        {
            return OperationError.NotFound("service account");
        }

        if (!caller.Can(ManagementPermissions.ServiceAccountRead, caller.Tenant.PlaceOf(account.OrganizationId)))
        {
            return OperationError.Forbidden(ManagementPermissions.ServiceAccountRead);
        }

        var fields = new Fields();
        var application = Choose(account.Applications, request.ClientId, fields);
        var scope = fields.Text("scope", request.Scope, MaxScopeLength);
        var resource = fields.Text("resource", request.Resource, MaxResourceLength);
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        if (application is null)
        {
            return Refused(OAuthError.InvalidClient("The service account has no application: make one."));
        }

        // Between the two reads it may have been deleted.
        return await clients.FindAsync(application.ClientId, cancellationToken) is { } client
            ? await ShowAsync(client, scope, resource, cancellationToken)
            : OperationError.NotFound("application of this service account");
    }

    private async Task<TokenPreviewResponse> ShowAsync(Client client, string? scope, string? resource, CancellationToken cancellationToken)
    {
        var authenticated = Authenticated(client);
        if (!authenticated.Succeeded)
        {
            return Refused(authenticated.Error);
        }

        if (authenticator.WhyUnusable(authenticated.Value) is { } unusable)
        {
            return Refused(OAuthError.InvalidClient(unusable));
        }

        if (WhyNotAllowed(authenticated.Value) is { } breach)
        {
            return Refused(breach.RefusalOf(authenticated.Value));
        }

        var request = OAuthRequest.Read(FormOf(scope, resource), default(RequestHead));
        var granted = request.Succeeded
            ? await grants.Single(grant => grant.GrantType == GrantType).AuthorizeAsync(authenticated.Value, request.Value, cancellationToken)
            : request.Error;
        if (!granted.Succeeded)
        {
            return Refused(granted.Error);
        }

        var proof = MissingProof.Of(authenticated.Value, certificates);
        if (!proof.Succeeded)
        {
            return Refused(proof.Error);
        }

        var token = issuer.Prepare(granted.Value);
        return token.ExpiresIn > 0
            ? Issued(token, request.Value!, proof.Value) // It was read, or nothing was granted.
            : Refused(OAuthError.InvalidClient("The service account or its credential has expired: less than a second is left of it."));
    }

    private TokenPreviewResponse Issued(AccessToken token, OAuthRequest request, MissingProof missing)
    {
        var claims = new ArrayBufferWriter<byte>(1024);
        issuer.WriteClaims(token, claims);
        var shown = JsonNode.Parse(claims.WrittenSpan)!.AsObject(); // Claims are an object.
        shown.Remove("jti");
        var granted = token.Grant.Scope.Split(' ');
        return new TokenPreviewResponse
        {
            WouldIssue = true,
            RequiresBinding = missing.Word,
            TokenType = missing.TokenType,
            Claims = JsonSerializer.SerializeToElement(shown),
            ExpiresIn = token.ExpiresIn,
            Scope = token.Grant.Scope,
            Audience = token.Grant.Access.Api.Identifier,
            ScopesLeftOut = [.. request.Scopes.Except(granted)],
        };
    }

    // Nobody has sent anything yet: the way that the policy allows is taken, and the network from which it is sent is not known.
    private static PolicyBreach? WhyNotAllowed(AuthenticatedClient authenticated)
    {
        var policy = authenticated.Client.Policy with { AllowedNetworks = null };
        if (policy.AllowedAlgorithms is { IsEmpty: true } && authenticated.Method is ("private_key_jwt" or FederatedAssertions.Method))
        {
            // Whatever it signs with.
            return policy.BreachOf(authenticated with { Algorithm = "any algorithm" }, null);
        }

        var ways = MethodNames.Of(authenticated.Client.AuthenticationMethod);
        return ways.Any(way => policy.BreachOf(authenticated with { Method = way }, null) is null) ? null : policy.BreachOf(authenticated, null);
    }

    // The secret or certificate that would be found in a request is not known: the one that lasts longest stands for all.
    private Result<AuthenticatedClient> Authenticated(Client client)
    {
        if (client.Keys is { } keys)
        {
            return new AuthenticatedClient(client, keys.Id) { Method = "private_key_jwt" };
        }

        var now = time.GetUtcNow();
        if (client.AuthenticationMethod == ClientAuthenticationMethod.Federated)
        {
            return client.Trusts.Where(trust => !(trust.ExpiresAt <= now)).MaxBy(trust => trust.ExpiresAt ?? DateTimeOffset.MaxValue) is { } trust
                ? new AuthenticatedClient(client, trust.Id) { Method = FederatedAssertions.Method, CredentialExpiresAt = trust.ExpiresAt }
                : OAuthError.InvalidClient("The application has no federated credential that has not run out: add one.");
        }

        if (client.AuthenticationMethod is ClientAuthenticationMethod.TlsClientAuth or ClientAuthenticationMethod.SelfSignedTlsClientAuth)
        {
            return client.Certificates.Where(known => !(known.ExpiresAt <= now)).MaxBy(known => known.ExpiresAt ?? DateTimeOffset.MaxValue) is { } certificate
                ? new AuthenticatedClient(client, certificate.Id)
                {
                    Method = certificate.Name is null ? TlsClientAuth.SelfSigned : TlsClientAuth.ByName,
                    CredentialExpiresAt = certificate.ExpiresAt,
                }
                : OAuthError.InvalidClient("The application has no certificate that has not expired: add one.");
        }

        return client.Secrets.Where(secret => !(secret.ExpiresAt <= now)).MaxBy(secret => secret.ExpiresAt ?? DateTimeOffset.MaxValue) is { } secret
            ? new AuthenticatedClient(client, secret.Id) { Method = "client_secret_basic", CredentialExpiresAt = secret.ExpiresAt }
            : OAuthError.InvalidClient("The application has no active client secret: make one.");
    }

    private static Application? Choose(List<Application> applications, string? clientId, Fields fields)
    {
        if (clientId is null && applications.Count > 1)
        {
            fields.Add("client_id", "The service account has more than one application: name one.");
        }

        var chosen = clientId is null ? applications.FirstOrDefault() : applications.Find(a => a.ClientId == clientId);
        if (clientId is not null && chosen is null)
        {
            fields.Add("client_id", "The service account has no application of this client_id.");
        }

        return chosen;
    }

    private static byte[] FormOf(string? scope, string? resource)
    {
        var form = new StringBuilder("grant_type=" + GrantType);
        foreach (var (name, value) in new[] { ("scope", scope), ("resource", resource) })
        {
            if (value is not null)
            {
                form.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
            }
        }

        return Encoding.ASCII.GetBytes(form.ToString());
    }

    private static TokenPreviewResponse Refused(OAuthError error) => new()
    {
        WouldIssue = false,
        Error = error.Error,
        ErrorDescription = error.Description,
        Reason = error.Reason,
    };
}
