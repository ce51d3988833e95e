using System.Net;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Storage.Ledger;

namespace ServiceAccounts.Server.Callers;

/// <summary>Keeps the tokens of a client to the networks of its policy where they come back to us: a stolen one is of no use elsewhere.</summary>
internal static class SourceNetworks
{
    /// <summary>What the journal says of a token of a client that comes from an address from where it may not; null where it may.</summary>
    public static Deed? WhyNotFrom(Client client, IPAddress? address) =>
        client.Policy.AllowedNetworks is not { } networks || networks.Contains(address)
            ? null
            : new Deed("caller.refused", "application", client.ApplicationId)
            {
                TenantId = client.TenantId,
                PrincipalId = client.PrincipalId,
                OrganizationId = client.OrganizationId,
                ClientId = client.Id,
                Reason = "An access token of the client comes from an address outside the policy's allowed_networks: send it from there, add the "
                    + "network, or revoke the token if nobody knows who that is.",
                Details = new Dictionary<string, object?> { ["rule"] = "allowed_networks" },
            };
}
