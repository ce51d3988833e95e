using ServiceAccounts.Management.Access;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Server.Dialects.Wavefront;

/// <summary>
/// The tokens that a body lists beside an account: those that it has, because clients send back what they have read. The list
/// makes none and ends none.
/// </summary>
internal sealed class WrittenTokens(ApiTokenTexts tokens)
{
    // As many as an account can have, those that have run out included many times over.
    private const int MaxTokens = 100;

    /// <summary>What is wrong with the list; null where nothing is.</summary>
    public async Task<string?> WhyNotAsync(Caller caller, Guid accountId, IReadOnlyList<string?>? listed, CancellationToken cancellationToken)
    {
        if (listed?.Count > MaxTokens)
        {
            return $"It has more than {MaxTokens} ids.";
        }

        for (var i = 0; i < listed?.Count; i++)
        {
            if (listed[i] is not { } token
                || (await tokens.FindAsync(caller.Tenant.TenantId, token, cancellationToken))?.PrincipalId != accountId)
            {
                return $"[{i}] is no token of this account. A token cannot be chosen: generate it with POST /api/v2/apitoken/serviceaccount/{{id}}.";
            }
        }

        return null;
    }
}
