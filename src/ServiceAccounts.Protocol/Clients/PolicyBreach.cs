using System.Collections.Immutable;
using ServiceAccounts.Protocol.OAuth;

namespace ServiceAccounts.Protocol.Clients;

/// <summary>A rule of a policy that a client breaks.</summary>
/// <param name="Rule">The rule's name in the management API.</param>
/// <param name="Reason">What breaks it, and what would keep to it.</param>
public sealed record PolicyBreach(string Rule, string Reason)
{
    /// <summary>
    /// The refusal: the same as of a wrong credential, for who has stolen one must not learn that it is right. The journal says
    /// which rule it was.
    /// </summary>
    public OAuthError RefusalOf(AuthenticatedClient client) => client.Refuse(Reason) with { Rule = Rule };

    internal static PolicyBreach OfNetwork { get; } = new(
        "allowed_networks",
        "The credential is good, and the request comes from an address outside the policy's allowed_networks: send it from there, "
            + "add the network, or replace the credential if nobody knows who that is.");

    internal static PolicyBreach OfMethod(string method, ImmutableArray<string> allowed) => new(
        "allowed_methods",
        $"The client authenticated by {method}, and the policy's allowed_methods are {Shown(allowed)}: use one of them, or add it.");

    internal static PolicyBreach OfAlgorithm(string algorithm, ImmutableArray<string> allowed) => new(
        "allowed_algorithms",
        $"The signature is by {algorithm}, and the policy's allowed_algorithms are {Shown(allowed)}: sign with one of them, or add it.");

    private static string Shown(ImmutableArray<string> names) =>
        names.IsEmpty ? "none, because the application's and the tenant's have none in common" : string.Join(", ", names);
}
