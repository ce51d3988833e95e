using System.Collections.Immutable;
using System.Net;
using ServiceAccounts.Contracts;
using ServiceAccounts.Contracts.Policies;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Storage.Credentials;

namespace ServiceAccounts.Management.Policies;

/// <summary>What a policy may demand, the same of one OAuth client and of all of a tenant.</summary>
internal static class PolicyRules
{
    private const int MaxNetworks = 50;
    private const int MaxTokensPerMinute = 1_000_000;
    private const int MaxTokensPerDay = 1_000_000_000;

    /// <summary>A policy after a merge patch, as it is kept; null takes it away.</summary>
    public static string? Apply(PolicyRequest? patch, string? before, Fields request)
    {
        if (patch is null)
        {
            return null;
        }

        var (policy, fields) = (StoredPolicy.Read(before), request.Within("policy."));
        if (patch.RequiredBinding is { IsPresent: true, Value: var binding })
        {
            policy = policy with { RequiredBinding = fields.OneOf("required_binding", binding ?? "none", Words.RequiredBindings) ?? default };
        }

        if (patch.AllowedMethods is { IsPresent: true, Value: var methods })
        {
            policy = policy with { AllowedMethods = Names("allowed_methods", methods, MethodNames.All, fields) };
        }

        if (patch.AllowedAlgorithms is { IsPresent: true, Value: var algorithms })
        {
            policy = policy with { AllowedAlgorithms = Names("allowed_algorithms", algorithms, SignatureAlgorithms.ForAssertions, fields) };
        }

        if (patch.AllowedNetworks is { IsPresent: true, Value: var networks })
        {
            policy = policy with { AllowedNetworks = Networks(networks, fields) };
        }

        policy = policy with
        {
            TokensPerMinute = Number("tokens_per_minute", patch.TokensPerMinute, policy.TokensPerMinute, MaxTokensPerMinute, fields),
            TokensPerDay = Number("tokens_per_day", patch.TokensPerDay, policy.TokensPerDay, MaxTokensPerDay, fields),
        };
        if (patch.QuotaMode is { IsPresent: true, Value: var mode })
        {
            policy = policy with { QuotaMode = fields.OneOf("quota_mode", mode ?? "enforce", Words.QuotaModes) ?? QuotaMode.Enforce };
        }

        return policy.Write();
    }

    /// <summary>The policy of networks that a surface has found to be such.</summary>
    public static string? OfNetworks(IReadOnlyList<string> networks) =>
        new StoredPolicy { AllowedNetworks = Networks(networks, new Fields()) }.Write();

    /// <summary>Refuses a client's own policy that the client could never keep to. A tenant's is for all, and may exclude some.</summary>
    public static void CheckAgainst(Application application, Fields request)
    {
        var own = MethodNames.Of(application.AuthenticationMethod);
        if (StoredPolicy.Read(application.Policy).AllowedMethods is { } allowed && !own.Any(allowed.Contains))
        {
            request.Add("policy.allowed_methods", $"The application authenticates by {string.Join(" or ", own)}: allow that, or it never gets a token.");
        }
    }

    private static string[]? Names(string field, IReadOnlyList<string>? names, ImmutableArray<string> known, Fields fields)
    {
        if (names is not null && (names.Count is 0 or > MaxNetworks || names.Any(name => !known.Contains(name))))
        {
            fields.Add(field, $"It is null, or a list of some of {string.Join(", ", known)}.");
            return null;
        }

        return names?.Distinct(StringComparer.Ordinal).ToArray();
    }

    private static string[]? Networks(IReadOnlyList<string>? texts, Fields fields)
    {
        if (texts is null)
        {
            return null;
        }

        if (texts.Count is 0 or > MaxNetworks)
        {
            fields.Add("allowed_networks", $"It is null, or a list of 1 to {MaxNetworks} networks.");
            return null;
        }

        var networks = new List<IPNetwork>(texts.Count);
        for (var i = 0; i < texts.Count; i++)
        {
            if (NetworkList.TryParse(texts[i], out var network))
            {
                networks.Add(network);
            }
            else
            {
                fields.Add(
                    $"allowed_networks[{i}]",
                    "It is no network: an address, a slash and a length, with no bit set behind that, such as 192.0.2.0/24 or 2001:db8::/32; or one address.");
            }
        }

        return [.. networks.Distinct().Select(network => network.ToString())];
    }

    private static int? Number(string field, Optional<int?> patch, int? before, int maximum, Fields fields)
    {
        if (!patch.IsPresent)
        {
            return before;
        }

        if (patch.Value < 1 || patch.Value > maximum)
        {
            fields.Add(field, $"It is a number from 1 to {maximum}, or null for no limit.");
        }

        return patch.Value;
    }
}
