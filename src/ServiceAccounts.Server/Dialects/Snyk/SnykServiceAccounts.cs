using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management;
using ServiceAccounts.Management.Accounts;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Surfaces;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Server.Dialects.Snyk;

/// <summary>The six operations on service accounts, the same for groups and for orgs.</summary>
internal sealed class SnykServiceAccounts(
    ServiceAccountOperations accounts, ServiceAccountCreation creation, ListedAccounts listed, ClientSecretOperations secrets, Issuer issuer)
{
    // Snyk's keys are for Snyk's API, and its clients name the token endpoint in their assertions.
    private static readonly CreationPolicy Policy = new()
    {
        DefaultApiId = ManagementPermissions.ApiId,
        AllowsTokenEndpointAudience = true,
    };

    public async Task<IResult> ListAsync(SnykCall call, SnykOwner owner, SnykPaging paging)
    {
        call.IsAbout(owner.Id);
        if (!owner.IsIn(call.Caller))
        {
            return NoSuch(owner);
        }

        if (paging.Read(out var invalid) is not { } page)
        {
            return new RefusalResult(invalid!); // Without a page there is a refusal.
        }

        // Where the caller may read nothing at all the operation says so; here it is one group or org that is asked for.
        if (!call.Caller.Can(ManagementPermissions.ServiceAccountRead, call.Caller.Tenant.PlaceOf(owner.Id)))
        {
            return OperationError.Forbidden(ManagementPermissions.ServiceAccountRead).ToSnyk();
        }

        var found = await accounts.ListAsync(call.Caller, page, owner.Shown, call.CancellationToken);
        return found.Succeeded
            ? SnykCall.Answer(new SnykList<SnykServiceAccount>(
                [.. found.Value.Items.Select(account => SnykServiceAccount.Of(account, call.Caller)).OfType<SnykServiceAccount>()],
                paging.LinksOf(found.Value, owner.Path, call.Query)))
            : found.Error.ToSnyk();
    }

    public async Task<IResult> CreateAsync(SnykCall call, SnykOwner owner, CreateSnykServiceAccount? body)
    {
        call.IsAbout(owner.Id);
        if (!owner.IsIn(call.Caller))
        {
            return NoSuch(owner);
        }

        var checks = new SnykBody();
        if (checks.Read(body, owner, call.Caller) is not { } request)
        {
            return checks.Refusal!; // Without a request there is one.
        }

        var made = await creation.CreateAsync(call.Caller, request, Policy, call.CancellationToken);
        if (!made.Succeeded)
        {
            return made.Error.ToSnyk();
        }

        call.IsAt(issuer, $"{owner.Path}/{made.Value.Id}");
        return One(call, owner, made.Value, StatusCodes.Status201Created);
    }

    public async Task<IResult> GetAsync(SnykCall call, SnykOwner owner, Guid id)
    {
        if (await WhyNotAsync(call, owner, id, owner.Shown) is { } refused)
        {
            return refused;
        }

        var found = await accounts.GetAsync(call.Caller, id, call.CancellationToken);
        return found.Succeeded ? One(call, owner, found.Value) : found.Error.ToSnyk();
    }

    public async Task<IResult> RenameAsync(SnykCall call, SnykOwner owner, Guid id, RenameSnykServiceAccount? body)
    {
        if (await WhyNotAsync(call, owner, id, owner.Own) is { } refused)
        {
            return refused;
        }

        var checks = new SnykBody();
        if (checks.Read(body, id) is not { } name)
        {
            return checks.Refusal!; // Without a name there is one.
        }

        var change = new UpdateServiceAccountRequest { Name = new Optional<string?>(name) };
        var changed = await accounts.UpdateAsync(call.Caller, id, expectedVersion: null, change, call.CancellationToken);
        return changed.Succeeded ? One(call, owner, changed.Value) : changed.Error.ToSnyk();
    }

    public async Task<IResult> DeleteAsync(SnykCall call, SnykOwner owner, Guid id)
    {
        if (await WhyNotAsync(call, owner, id, owner.Own) is { } refused)
        {
            return refused;
        }

        var deleted = await accounts.DeleteAsync(call.Caller, id, expectedVersion: null, call.CancellationToken);
        return deleted.Succeeded ? TypedResults.NoContent() : deleted.Error.ToSnyk();
    }

    public async Task<IResult> ManageSecretsAsync(SnykCall call, SnykOwner owner, Guid id, ManageSnykSecrets? body)
    {
        if (await WhyNotAsync(call, owner, id, owner.Own) is { } refused)
        {
            return refused;
        }

        var checks = new SnykBody();
        if (checks.Read(body) is not { } wanted)
        {
            return checks.Refusal!; // Without a wish there is one.
        }

        // The answer shows the account: who may not read it is refused before a secret is made that nobody would see.
        var found = await accounts.GetAsync(call.Caller, id, call.CancellationToken);
        if (!found.Succeeded)
        {
            return found.Error.ToSnyk();
        }

        if (SnykServiceAccount.Of(found.Value, call.Caller) is not { } account)
        {
            return NoAccount;
        }

        if (account.Attributes is not { AuthType: "oauth_client_secret", ClientId: { } clientId })
        {
            return new RefusalResult(new Refusal(
                StatusCodes.Status400BadRequest, "no_client_secrets", "The account has no client secrets: its auth_type is another than oauth_client_secret."));
        }

        var done = await ManageAsync(call, id, clientId, wanted);
        if (!done.Succeeded)
        {
            return done.Error.Kind == OperationErrorKind.NotFound
                ? SnykErrors.OfAttribute("secret", "The account has no such client secret.")
                : done.Error.ToSnyk();
        }

        return One(call, owner, found.Value, clientSecret: done.Value.ClientSecret);
    }

    private Task<Outcome<ClientSecretResponse>> ManageAsync(SnykCall call, Guid id, string clientId, ManageSnykSecretsAttributes wanted) => wanted.Mode switch
    {
        "create" => secrets.CreateAsync(call.Caller, id, clientId, new CreateClientSecretRequest(), call.CancellationToken),
        "replace" => secrets.ReplaceAsync(call.Caller, id, clientId, new CreateClientSecretRequest(), call.CancellationToken),
        _ => secrets.DeleteAsync(
            call.Caller, id, clientId, new DeleteClientSecretRequest { ClientSecret = wanted.Secret ?? wanted.ClientSecret }, call.CancellationToken),
    };

    // What the owner in the path does not show is not there, whoever asks.
    private async Task<RefusalResult?> WhyNotAsync(SnykCall call, SnykOwner owner, Guid id, AccountQuery among)
    {
        call.IsAbout(id);
        if (!owner.IsIn(call.Caller))
        {
            return NoSuch(owner);
        }

        return (await listed.WhyNotAsync(call.Caller, id, among, call.CancellationToken))?.ToSnyk();
    }

    private static IResult One(
        SnykCall call, SnykOwner owner, ServiceAccountResponse account, int status = StatusCodes.Status200OK, string? clientSecret = null) =>
        SnykServiceAccount.Of(account, call.Caller, clientSecret) is { } shown
            ? SnykCall.Answer(
                new SnykDocument<SnykServiceAccount>(shown, new SnykLinks { Self = call.LinkTo($"{owner.Path}/{account.Id}") }), status)
            : NoAccount;

    private static RefusalResult NoAccount => OperationError.NotFound("service account").ToSnyk();

    private static RefusalResult NoSuch(SnykOwner owner) => OperationError.NotFound(owner.Word).ToSnyk();
}
