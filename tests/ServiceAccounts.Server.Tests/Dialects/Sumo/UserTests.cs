using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Dialects.Sumo;

/// <summary>Users, told apart from service accounts.</summary>
public sealed class UserTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private SumoCaller Administrator => SumoCaller.Administrator(Server);

    [Fact]
    public async Task A_user_is_made_with_roles_all_or_nothing()
    {
        var user = await Administrator.PostAsync(SumoCaller.Users, NewRequest(SumoSteps.Member));
        Expect.Shape(
            user, "id string", "firstName string", "lastName string", "email string", "roleIds array", "isActive boolean", "isLocked boolean",
            "isMfaEnabled boolean", "createdAt time", "createdBy string", "modifiedAt time", "modifiedBy string");
        Assert.Equal(("Ada", "of Lovelace"), (user.Text("firstName"), user.Text("lastName")));
        Assert.Equal([SumoSteps.Member], user.Texts("roleIds"));
        var found = await Administrator.GetAsync($"{SumoCaller.Users}?email={user.Text("email").ToUpperInvariant()}");
        Assert.Equal(user.ToJsonString(), found["data"]!.AsArray().Single()!.ToJsonString());

        var organizations = NewRequest("0000000000000004");
        await Administrator.RefusedAsync(HttpStatusCode.BadRequest, "request.invalid", HttpMethod.Post, SumoCaller.Users, organizations);
        Assert.Empty((await Administrator.GetAsync($"{SumoCaller.Users}?email={organizations.Text("email")}"))["data"]!.AsArray());
        var taken = NewRequest();
        taken["email"] = user.Text("email");
        await Administrator.RefusedAsync(HttpStatusCode.BadRequest, "email.taken", HttpMethod.Post, SumoCaller.Users, taken);
    }

    [Fact]
    [Trait("Requirement", "2")]
    public async Task Service_accounts_are_among_users_only_where_they_are_asked_for()
    {
        var account = await Administrator.NewAccountAsync();
        var user = (await Administrator.PostAsync(SumoCaller.Users, NewRequest())).Text("id");

        var people = await ReadAsync("limit=2");
        var all = await ReadAsync("limit=2&includeServiceAccounts=true");
        var accounts = (await Administrator.GetAsync(SumoCaller.Accounts))["data"]!.AsArray().Select(one => one.Text("id")).ToList();

        Assert.Contains(user, people);
        Assert.DoesNotContain(account, people);
        Assert.Contains(account, all);
        Assert.Contains(account, accounts);
        Assert.DoesNotContain(user, accounts);
        Assert.Equal(all.Distinct(), all);
        Assert.Equal(people.Concat(accounts).Order(), all.Order());
    }

    private async Task<List<string>> ReadAsync(string query)
    {
        var seen = new List<string>();
        string? next = null;
        do
        {
            var page = await Administrator.GetAsync($"{SumoCaller.Users}?{query}" + (next is null ? "" : $"&token={next}"));
            Assert.InRange(page["data"]!.AsArray().Count, 1, 2);
            seen.AddRange(page["data"]!.AsArray().Select(one => one.Text("id")));
            next = page["next"]?.GetValue<string>();
        }
        while (next is not null);

        return seen;
    }

    private static JsonObject NewRequest(params string[] roleIds) => new()
    {
        ["firstName"] = "Ada",
        ["lastName"] = "of Lovelace",
        ["email"] = NewUser.Request()["email"]!.GetValue<string>(),
        ["roleIds"] = SumoSteps.List(roleIds),
    };
}
