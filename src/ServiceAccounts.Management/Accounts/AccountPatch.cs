using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Accounts;

namespace ServiceAccounts.Management.Accounts;

/// <summary>Applies a merge patch to a service account.</summary>
public sealed class AccountPatch(TokenLifetimes lifetimes, TimeProvider time)
{
    internal async Task<OperationError?> ApplyAsync(
        ServiceAccountsDbContext db, Caller caller, ServiceAccount account, UpdateServiceAccountRequest request,
        CancellationToken cancellationToken)
    {
        var fields = new Fields();
        Apply(request, account, fields);
        if (request.AccessTokenTtlSeconds.IsPresent)
        {
            var hasApplications = account.AuthType != AuthenticationType.ApiKey || account.Applications.Count > 0;
            var ttl = lifetimes.OfAccount(request.AccessTokenTtlSeconds.Value, hasApplications, caller.Tenant, fields);
            account.Applications.ForEach(application => application.AccessTokenTtlSeconds = ttl);
        }

        var expiry = account.ExpiresAt;
        if (request.ExpiresAt.IsPresent)
        {
            // What it is already is no move: a patch that repeats what it read changes nothing, after the end too.
            expiry = request.ExpiresAt.Value == expiry
                ? expiry
                : fields.End("expires_at", request.ExpiresAt.Value, time.GetUtcNow());
        }

        if (!fields.AreValid)
        {
            return fields.Error;
        }

        if (request.Name.IsPresent && await db.Set<ServiceAccount>().AnyAsync(
            a => a.OrganizationId == account.OrganizationId && a.NormalizedName == account.NormalizedName && a.Id != account.Id,
            cancellationToken))
        {
            return Vacancy.NameTaken;
        }

        return expiry == account.ExpiresAt ? null : await MoveEndAsync(db, caller, account, expiry, cancellationToken);
    }

    private static void Apply(UpdateServiceAccountRequest request, ServiceAccount account, Fields fields)
    {
        if (request.Name.IsPresent)
        {
            account.Name = fields.Name("name", request.Name.Value, ServiceAccount.MaxNameLength);
            account.NormalizedName = ServiceAccount.Normalize(account.Name);
        }

        if (request.Description.IsPresent)
        {
            account.Description = fields.Text("description", request.Description.Value, ServiceAccount.MaxDescriptionLength);
        }

        if (request.Email.IsPresent)
        {
            account.Email = AccountFields.Email(request.Email.Value, fields);
        }

        if (request.OwnerContact.IsPresent)
        {
            account.OwnerContact = AccountFields.OwnerContact(request.OwnerContact.Value, fields);
        }

        if (request.Labels.IsPresent)
        {
            Labels.Merge(account, request.Labels.Value, fields);
        }
    }

    private async Task<OperationError?> MoveEndAsync(
        ServiceAccountsDbContext db, Caller caller, ServiceAccount account, DateTimeOffset? end, CancellationToken cancellationToken)
    {
        if (end is not null && await LastAdministrator.WhyNotEndAsync(db, account.Id, cancellationToken) is { } refused)
        {
            return refused;
        }

        if (account.ExpiresAt <= time.GetUtcNow())
        {
            if (!await Ceiling.HoldsAllOfAsync(db, caller, account.Id, cancellationToken))
            {
                return OperationError.AbovePrivileges("The service account");
            }

            // It comes back with its credentials, and without the tokens that were issued before its end was known.
            account.Principal.Epoch++;
        }

        account.ExpiresAt = end;
        return null;
    }
}
