using System.Collections.Immutable;
using System.Net;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>What an administrator demands of a client beyond a good credential; what the tenant demands is in it already.</summary>
public sealed record ClientPolicy
{
    /// <summary>A policy that demands nothing.</summary>
    public static ClientPolicy None { get; } = new();

    /// <summary>What its tokens must be bound to.</summary>
    public RequiredBinding RequiredBinding { get; init; }

    /// <summary>The ways in which it may authenticate, by their names in the metadata; null for all.</summary>
    public ImmutableArray<string>? AllowedMethods { get; init; }

    /// <summary>The algorithms (RFC 7518) of its assertions and proofs; null for all.</summary>
    public ImmutableArray<string>? AllowedAlgorithms { get; init; }

    /// <summary>The networks that its requests may come from; null for all.</summary>
    public NetworkList? AllowedNetworks { get; init; }

    /// <summary>How many tokens it gets; empty for no limit.</summary>
    public ImmutableArray<TokenQuota> Quotas { get; init; } = [];

    /// <summary>
    /// What both demand: what is allowed by both, bound to what either requires, within the quotas of each. A quota keeps its
    /// mode: one that is only observed does not begin to refuse because another one does.
    /// </summary>
    public ClientPolicy And(ClientPolicy other)
    {
        if (ReferenceEquals(this, None))
        {
            return other;
        }

        return ReferenceEquals(other, None)
            ? this
            : new ClientPolicy
            {
                RequiredBinding = Both(RequiredBinding, other.RequiredBinding),
                AllowedMethods = InBoth(AllowedMethods, other.AllowedMethods),
                AllowedAlgorithms = InBoth(AllowedAlgorithms, other.AllowedAlgorithms),
                AllowedNetworks = AllowedNetworks is { } own && other.AllowedNetworks is { } others ? own.And(others) : AllowedNetworks ?? other.AllowedNetworks,
                Quotas = TokenQuota.Strictest([.. Quotas, .. other.Quotas]),
            };
    }

    /// <summary>Whether nothing is allowed that <paramref name="before"/> did not allow.</summary>
    public bool IsWithin(ClientPolicy before) =>
        Both(RequiredBinding, before.RequiredBinding) == RequiredBinding
        && IsWithin(AllowedMethods, before.AllowedMethods)
        && IsWithin(AllowedAlgorithms, before.AllowedAlgorithms)
        && (before.AllowedNetworks is not { } networks || AllowedNetworks?.IsWithin(networks) == true)
        && before.Quotas.All(quota => Quotas.Any(own => own.IsAsStrictAs(quota)));

    /// <summary>Which rule a client breaks that has proved who it is, and how it would keep to it; null where it breaks none.</summary>
    /// <param name="client">The client, and how it proved that.</param>
    /// <param name="address">Where its request came from.</param>
    public PolicyBreach? BreachOf(AuthenticatedClient client, IPAddress? address) => this switch
    {
        { AllowedMethods: { } methods } when !methods.Contains(client.Method) => PolicyBreach.OfMethod(client.Method, methods),
        { AllowedAlgorithms: { } algorithms } when client.Algorithm is { } algorithm && !algorithms.Contains(algorithm) =>
            PolicyBreach.OfAlgorithm(algorithm, algorithms),
        { AllowedNetworks: { } networks } when !networks.Contains(address) => PolicyBreach.OfNetwork,
        _ => null,
    };

    private static RequiredBinding Both(RequiredBinding one, RequiredBinding other) => (one, other) switch
    {
        (RequiredBinding.Certificate, RequiredBinding.DPoP) or (RequiredBinding.DPoP, RequiredBinding.Certificate) => RequiredBinding.CertificateAndDPoP,
        _ => one > other ? one : other,
    };

    private static ImmutableArray<string>? InBoth(ImmutableArray<string>? one, ImmutableArray<string>? other) => (one, other) switch
    {
        ({ } own, { } others) => [.. own.Where(name => others.Contains(name))],
        _ => one ?? other,
    };

    private static bool IsWithin(ImmutableArray<string>? names, ImmutableArray<string>? before) =>
        before is not { } allowed || (names is { } own && own.All(name => allowed.Contains(name)));
}

/// <summary>What a client's tokens must be bound to, the weaker before the stronger.</summary>
public enum RequiredBinding
{
    /// <summary>Nothing: bearer tokens are good.</summary>
    None,

    /// <summary>A certificate or a key.</summary>
    Any,

    /// <summary>A certificate (RFC 8705).</summary>
    Certificate,

    /// <summary>A key (RFC 9449).</summary>
    DPoP,

    /// <summary>A certificate and a key: what follows where a client's own policy requires one of them, and its tenant's the other.</summary>
    CertificateAndDPoP,
}
