using System.Net;
using ServiceAccounts.Protocol.OAuth;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Callers;

/// <summary>Keeps the tokens of a client to the networks of its policy where they come back to us: a stolen one is of no use elsewhere.</summary>
internal static class SourceNetworks
{
    private const string Rule = "allowed_networks";

    /// <summary>What the journal says of a token that comes from an address from where it may not; null where it may.</summary>
    public static Deed? WhyNotFrom(IPAddress? address, PresentedToken token, TokenHolder holder) =>
        holder.Client.Policy.AllowedNetworks?.Contains(address) == false
            ? RefusedToken.DeedOf(token, holder.Principal, Problem)
            : null;

    // Nobody is told: the answer is that to any token that is not good.
    private static OAuthError Problem { get; } = new("invalid_token", "The access token is not good here.")
    {
        Reason = "An access token of the client comes from an address outside the policy's allowed_networks: send it from there, add the "
            + "network, or revoke the token if nobody knows who that is.",
        Rule = Rule,
    };
}
