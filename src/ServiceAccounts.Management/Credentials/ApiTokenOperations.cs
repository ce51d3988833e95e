using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Contracts.Credentials;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Management.Audit;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Management.Credentials;

/// <summary>What an administrator, or their owner, does with API tokens: of users and of service accounts alike.</summary>
public sealed class ApiTokenOperations(
    ManagementTransaction transaction, IDbContextFactory<ServiceAccountsDbContext> contexts, NewCredential newCredential,
    CredentialUses uses, TimeProvider time)
{
    /// <summary>The most tokens that one principal has active.</summary>
    public const int MaxActive = 20;

    private const string DefaultName = "default";
    private const int MaxGraceSeconds = 7 * 24 * 3600;

    /// <summary>The tokens of a principal that are not revoked, never their text, and which of them can go.</summary>
    public async Task<Outcome<Page<ApiTokenResponse>>> ListAsync(
        Caller caller, Guid principalId, int? unusedDays, Paging paging, CancellationToken cancellationToken)
    {
        var days = unusedDays ?? Retirement.DefaultUnusedDays;
        if (Retirement.WhyInvalid(days) is { } invalid)
        {
            return invalid;
        }

        await using var db = await contexts.CreateDbContextAsync(cancellationToken);
        var owner = await TokenOwner.FindAsync(db, caller, principalId, cancellationToken);
        if (!owner.Succeeded)
        {
            return owner.Error;
        }

        if (owner.Value.WhyNotReadable(caller) is { } refused)
        {
            return refused;
        }

        var rows = await paging.RowsOfAsync(Kept(db, principalId).AsNoTracking(), cancellationToken);
        var lastUses = await uses.OfAsync(db, [principalId], cancellationToken);
        var now = time.GetUtcNow();

        // All that are active, on whatever page they are.
        var active = (await Active(db, principalId, now).Where(t => t.Enabled).AsNoTracking().OrderBy(t => t.CreatedAt).Take(MaxActive)
            .ToListAsync(cancellationToken)).ConvertAll(token => CredentialLife.Of(token, lastUses));
        return paging.PageOf(
            rows,
            token => CredentialView.Of(token, uses: lastUses) with
            {
                SafeToRetire = Retirement.Of(CredentialLife.Of(token, lastUses), active, days, now),
            },
            token => token);
    }

    /// <summary>Generates a token; who has 20 active ones revokes one first.</summary>
    public Task<Outcome<ApiTokenResponse>> GenerateAsync(
        Caller caller, Guid principalId, CreateApiTokenRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, principalId,
            async (db, owner, cancellation) =>
            {
                var now = time.GetUtcNow();
                var active = await Active(db, principalId, now).CountAsync(cancellation);
                return active < MaxActive
                    ? await AddAsync(db, owner, request, "api_token.created", cancellation)
                    : OperationError.LimitReached($"There are {MaxActive} active tokens: revoke one that is no longer used.");
            },
            cancellationToken);

    /// <summary>Gives a token another name or other scopes, disables it, or enables it again.</summary>
    public Task<Outcome<ApiTokenResponse>> UpdateAsync(
        Caller caller, Guid principalId, Guid tokenId, UpdateApiTokenRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, principalId, tokenId,
            async (db, owner, token, cancellation) =>
            {
                var fields = new Fields();
                Apply(request, token, fields);
                if (!fields.AreValid)
                {
                    return fields.Error;
                }

                // To enable a token, or to set its scopes, is to give it: also of one that somebody else will enable later.
                var gives = request.Scopes.IsPresent || (request.Enabled.IsPresent && token.Enabled);
                if (gives && await owner.WhyNotGivenAsync(db, token.Scopes, cancellation) is { } above)
                {
                    return above;
                }

                var changed = CredentialView.Of(token, uses: await uses.OfAsync(db, [principalId], cancellation));
                var action = request.Enabled.IsPresent || request.Scopes.IsPresent ? "api_token.updated" : "api_token.renamed";
                return db.ChangeTracker.HasChanges()
                    ? new Done<ApiTokenResponse>(changed, DeedOf(action, owner, token))
                    : new Done<ApiTokenResponse>(changed);
            },
            cancellationToken);

    /// <summary>Gives a token another text under the same id; the text before works for the grace that is asked for, or no more.</summary>
    public Task<Outcome<ApiTokenResponse>> RotateAsync(
        Caller caller, Guid principalId, Guid tokenId, RotateApiTokenRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, principalId, tokenId,
            async (db, owner, token, cancellation) =>
            {
                var grace = request.GraceSeconds ?? 0;
                if (grace is < 0 or > MaxGraceSeconds)
                {
                    return OperationError.Invalid(new Dictionary<string, string>
                    {
                        ["grace_seconds"] = $"It is a number from 0 to {MaxGraceSeconds}: for so many seconds the text before works too.",
                    });
                }

                if (token.ExpiresAt <= time.GetUtcNow())
                {
                    return OperationError.Conflict("expired", "The API token has expired, and a new text would not work: generate another token.");
                }

                if (await owner.WhyNotGivenAsync(db, token.Scopes, cancellation) is { } above)
                {
                    return above;
                }

                var text = newCredential.Rotate(token, grace == 0 ? null : time.GetUtcNow().AddSeconds(grace));
                return new Done<ApiTokenResponse>(
                    CredentialView.Of(token, new RevealedCredential(token.Id, text)), DeedOf("api_token.rotated", owner, token));
            },
            cancellationToken);

    /// <summary>Revokes a token, for good.</summary>
    public Task<Outcome<ApiTokenResponse>> RevokeAsync(
        Caller caller, Guid principalId, Guid tokenId, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, principalId, tokenId,
            (_, owner, token, _) =>
            {
                token.RevokedAt = time.GetUtcNow();
                return Task.FromResult<Outcome<Done<ApiTokenResponse>>>(
                    new Done<ApiTokenResponse>(CredentialView.Of(token), DeedOf("api_token.revoked", owner, token)));
            },
            cancellationToken);

    /// <summary>Revokes every token of the principal and makes one, in one step: the answer to a loss or a leak.</summary>
    public Task<Outcome<ApiTokenResponse>> RegenerateAsync(
        Caller caller, Guid principalId, CreateApiTokenRequest request, CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, principalId,
            async (db, owner, cancellation) =>
            {
                var now = time.GetUtcNow();
                await Kept(db, principalId).ExecuteUpdateAsync(
                    update => update.SetProperty(token => token.RevokedAt, now), cancellation);
                return await AddAsync(db, owner, request, "api_token.regenerated", cancellation);
            },
            cancellationToken);

    private static OperationError NoToken { get; } = OperationError.NotFound("API token of this principal");

    private static IQueryable<ApiToken> Kept(ServiceAccountsDbContext db, Guid principalId) =>
        db.Set<ApiToken>().Where(t => t.PrincipalId == principalId && t.RevokedAt == null);

    private static IQueryable<ApiToken> Active(ServiceAccountsDbContext db, Guid principalId, DateTimeOffset now) =>
        Kept(db, principalId).Where(t => t.ExpiresAt == null || t.ExpiresAt > now);

    private async Task<Outcome<Done<ApiTokenResponse>>> AddAsync(
        ServiceAccountsDbContext db, TokenOwner owner, CreateApiTokenRequest request, string action, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var fields = new Fields();
        var name = fields.Name("name", request.Name ?? DefaultName, ApiToken.MaxNameLength);
        var expiresAt = fields.End("expires_at", request.ExpiresAt, now);

        var scopes = ReadScopes(request.Scopes, fields);
        if (!fields.AreValid)
        {
            return fields.Error;
        }

        if (await owner.WhyNotGivenAsync(db, request.Scopes, cancellationToken) is { } above)
        {
            return above;
        }

        var (token, text) = newCredential.ApiToken(
            owner.Principal.Id, owner.Principal.TenantId, name, now, expiresAt,
            scopes, owner.Caller);
        db.Add(token);
        return new Done<ApiTokenResponse>(
            CredentialView.Of(token, new RevealedCredential(token.Id, text)), DeedOf(action, owner, token));
    }

    private static void Apply(UpdateApiTokenRequest request, ApiToken token, Fields fields)
    {
        if (request.Name.IsPresent)
        {
            token.Name = fields.Name("name", request.Name.Value, ApiToken.MaxNameLength);
        }

        if (request.Enabled.IsPresent)
        {
            token.Enabled = request.Enabled.Value ?? true;
        }

        // An equal list is no change, though it is another array.
        if (request.Scopes.IsPresent && ReadScopes(request.Scopes.Value, fields) is var scopes
            && !(scopes ?? []).SequenceEqual(token.Scopes ?? []))
        {
            token.Scopes = scopes;
        }
    }

    private static string[]? ReadScopes(IReadOnlyList<string>? scopes, Fields fields)
    {
        if (scopes is not null && (scopes.Count == 0 || !scopes.All(scope => scope is not null && ManagementPermissions.All.Contains(scope))))
        {
            fields.Add("scopes", "It has at least one permission of this server's own API, and no other.");
        }

        return scopes?.Distinct(StringComparer.Ordinal).ToArray();
    }

    private Task<Outcome<ApiTokenResponse>> ChangeAsync(
        Caller caller, Guid principalId, Guid tokenId,
        Func<ServiceAccountsDbContext, TokenOwner, ApiToken, CancellationToken, Task<Outcome<Done<ApiTokenResponse>>>> change,
        CancellationToken cancellationToken) =>
        ChangeAsync(
            caller, principalId,
            async (db, owner, cancellation) =>
                await Kept(db, principalId).SingleOrDefaultAsync(t => t.Id == tokenId, cancellation) is { } token
                    ? Noted(await change(db, owner, token, cancellation), owner, token)
                    : NoToken,
            cancellationToken);

    private Outcome<Done<ApiTokenResponse>> Noted(Outcome<Done<ApiTokenResponse>> done, TokenOwner owner, ApiToken token)
    {
        if (done is not { Succeeded: true, Value: { Deeds.Count: > 0, Value: var shown } })
        {
            return done;
        }

        var (now, by) = (time.GetUtcNow(), owner.Caller.PrincipalId);
        (token.UpdatedAt, token.UpdatedById) = (now, by);
        return new Done<ApiTokenResponse>(
            shown with { Changes = shown.Changes is { } before ? before with { UpdatedAt = now, UpdatedById = by } : null }, done.Value.Deeds);
    }

    private Task<Outcome<ApiTokenResponse>> ChangeAsync(
        Caller caller, Guid principalId,
        Func<ServiceAccountsDbContext, TokenOwner, CancellationToken, Task<Outcome<Done<ApiTokenResponse>>>> change,
        CancellationToken cancellationToken) =>
        transaction.RunAsync(
            caller,
            async (db, caller, cancellation) =>
            {
                var owner = await TokenOwner.FindAsync(db, caller, principalId, cancellation);
                if (!owner.Succeeded)
                {
                    return owner.Error;
                }

                if (await owner.Value.WhyNotChangeableAsync(db, caller, cancellation) is { } refused)
                {
                    return refused;
                }

                var done = await change(db, owner.Value, cancellation);
                if (done is { Succeeded: true, Value.Deeds.Count: > 0 })
                {
                    owner.Value.Touch(caller, time.GetUtcNow());
                    await db.SaveChangesAsync(cancellation);
                }

                return done;
            },
            cancellationToken);

    private static Deed DeedOf(string action, TokenOwner owner, ApiToken token) => new(action, "api_token", token.Id)
    {
        TenantId = owner.Principal.TenantId,
        PrincipalId = owner.Principal.Id,
        OrganizationId = owner.Account?.OrganizationId,
        Details = new Dictionary<string, object?>
        {
            ["name"] = token.Name,
            ["hint"] = token.Hint,
            ["scopes"] = token.Scopes,
            ["enabled"] = token.Enabled,
            ["expires_at"] = token.ExpiresAt,
            ["retiring_until"] = token.RetiringUntil,
        },
    };
}
