using ServiceAccounts.Contracts.Accounts;
using ServiceAccounts.Management.Credentials;
using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Management.Accounts;

/// <summary>The accounts that one request makes, found valid under one state of the tenant.</summary>
internal sealed class CreationPlan
{
    /// <summary>The most accounts of one batch.</summary>
    public const int MaxBatch = 100;

    private readonly bool _isBatch;

    private CreationPlan(TenantAccess tenant, IReadOnlyList<NewServiceAccount> accounts, bool isBatch) =>
        (Tenant, Accounts, _isBatch) = (tenant, accounts, isBatch);

    /// <summary>The tenant in whose roles, groups and organizations the plan was resolved.</summary>
    public TenantAccess Tenant { get; }

    public IReadOnlyList<NewServiceAccount> Accounts { get; }

    /// <summary>A request for one account.</summary>
    public static Outcome<CreationPlan> Of(
        CreateServiceAccountRequest request, CreationPolicy policy, TenantAccess tenant, TokenLifetimes lifetimes, CertificateRules certificates,
        DateTimeOffset now)
    {
        var fields = new Fields();
        return NewServiceAccount.Of(request, policy, tenant, lifetimes, certificates, now, fields) is { } account
            ? new CreationPlan(tenant, [account], isBatch: false)
            : fields.Error;
    }

    /// <summary>A request for many.</summary>
    public static Outcome<CreationPlan> Of(
        CreateServiceAccountsRequest request, TenantAccess tenant, TokenLifetimes lifetimes, CertificateRules certificates,
        DateTimeOffset now)
    {
        var fields = new Fields();
        if (request.Accounts is not { Count: > 0 and <= MaxBatch } requests)
        {
            fields.Add("accounts", $"It is required: 1 to {MaxBatch} accounts.");
            return fields.Error;
        }

        var accounts = new List<NewServiceAccount>(requests.Count);
        for (var i = 0; i < requests.Count; i++)
        {
            if (requests[i] is null)
            {
                fields.Add($"accounts[{i}]", "It is an object.");
            }
            else if (NewServiceAccount.Of(requests[i], CreationPolicy.Native, tenant, lifetimes, certificates, now, fields.Within($"accounts[{i}].")) is { } account)
            {
                accounts.Add(account);
            }
        }

        return fields.AreValid ? new CreationPlan(tenant, accounts, isBatch: true) : fields.Error;
    }

    /// <summary>The same plan, with its one account under another name.</summary>
    public CreationPlan Renamed(string name) => new(Tenant, [Accounts[0] with { Name = name }], _isBatch);

    /// <summary>Says of a refusal which account of the batch it concerns; there is no need where there is but one.</summary>
    public OperationError At(int index, OperationError error, string? field = null)
    {
        if (!_isBatch)
        {
            return error;
        }

        var path = $"accounts[{index}]";
        return error with
        {
            Fields = error.Fields.Count > 0
                ? error.Fields.ToDictionary(pair => $"{path}.{pair.Key}", pair => pair.Value)
                : new Dictionary<string, string> { [field is null ? path : $"{path}.{field}"] = error.Message },
        };
    }
}
