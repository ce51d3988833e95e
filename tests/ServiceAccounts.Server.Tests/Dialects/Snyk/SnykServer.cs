using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Server.Tests.Outbound;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Snyk;

/// <summary>One server for the tests of a class, which may fetch the keys of one host; and the group and org of the first tenant.</summary>
public sealed class SnykServer : IAsyncLifetime
{
    internal KeyHost Host { get; private set; } = null!; // Set before the first test.

    internal RunningServer Server { get; private set; } = null!; // Set before the first test.

    /// <summary>The group of the first tenant.</summary>
    internal string Group { get; private set; } = string.Empty;

    /// <summary>The org in it.</summary>
    internal string Org { get; private set; } = string.Empty;

    internal ApiCaller Native => ApiCaller.Administrator(Server);

    internal SnykCaller Admin => new(Server, "token " + Server.AdminToken);

    internal string GroupAccounts => $"/rest/groups/{Group}/service_accounts";

    internal string OrgAccounts => $"/rest/orgs/{Org}/service_accounts";

    public async Task InitializeAsync()
    {
        Host = await KeyHost.StartAsync();
        Server = await RunningServer.StartAsync(KeyHostFixture.SettingsFor(Host));
        (Group, Org) = (await FirstAsync("group"), await FirstAsync("organization"));
    }

    public async Task DisposeAsync()
    {
        await Server.DisposeAsync();
        await Host.DisposeAsync();
    }

    /// <summary>Another org in the group, or another group.</summary>
    internal async Task<string> AddPlaceAsync(string kind, string? parent)
    {
        var request = new JsonObject { ["name"] = ApiCaller.NewName(), ["kind"] = kind, ["parent_id"] = parent };
        return (await Native.PostAsync(ApiCaller.Organizations, request).JsonAsync(System.Net.HttpStatusCode.Created))["id"]!.GetValue<string>();
    }

    private async Task<string> FirstAsync(string kind) =>
        (await Native.GetAsync($"{ApiCaller.Organizations}?kind={kind}").JsonAsync())["items"]![0]!["id"]!.GetValue<string>();
}
