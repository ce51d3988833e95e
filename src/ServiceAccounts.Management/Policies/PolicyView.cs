using System.Text.Json;
using ServiceAccounts.Contracts.Policies;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Policies;

/// <summary>Shows policies.</summary>
internal static class PolicyView
{
    /// <summary>A policy as it was written; null where there is none.</summary>
    public static PolicyResponse? Of(string? stored)
    {
        if (stored is null)
        {
            return null;
        }

        var policy = StoredPolicy.Read(stored);
        return new PolicyResponse
        {
            RequiredBinding = Words.Of(policy.RequiredBinding),
            AllowedMethods = policy.AllowedMethods,
            AllowedAlgorithms = policy.AllowedAlgorithms,
            AllowedNetworks = policy.AllowedNetworks,
            TokensPerMinute = policy.TokensPerMinute,
            TokensPerDay = policy.TokensPerDay,
            QuotaMode = Words.Of(policy.QuotaMode),
        };
    }

    /// <summary>What follows for a client from its own policy and its tenant's; null where neither demands anything.</summary>
    public static EffectivePolicyResponse? Effective(string? stored, ClientPolicy tenant)
    {
        var rules = StoredPolicy.RulesOf(stored).And(tenant);
        return ReferenceEquals(rules, ClientPolicy.None)
            ? null
            : new EffectivePolicyResponse
            {
                RequiredBinding = Words.Of(rules.RequiredBinding),
                AllowedMethods = rules.AllowedMethods,
                AllowedAlgorithms = rules.AllowedAlgorithms,
                AllowedNetworks = rules.AllowedNetworks is { } list ? [.. list.Networks.Select(network => network.ToString())] : null,
                Quotas = [.. rules.Quotas.Select(quota => new QuotaResponse(quota.Tokens, Words.Of(quota.Per), Words.Of(quota.Mode)))],
            };
    }

    /// <summary>A policy in an entry of the ledger.</summary>
    public static object? Detail(string? stored) => stored is null ? null : JsonElement.Parse(stored);
}
