using System.Net;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>What is asked for many accounts at once is done for all or for none.</summary>
public sealed class BatchTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const string Batch = ApiCaller.Accounts + "/batch";

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task A_batch_answers_every_account_with_its_credential_and_records_each()
    {
        var before = (await Server.LedgerAsync()).Count;

        var made = await fixture.Administrator.PostAsync(Batch, Accounts(
            [.. Enumerable.Range(0, 100).Select(i => ApiCaller.NewAccount(i % 2 == 0 ? "api_key" : "oauth_client_secret", SystemRole.ApiDefault.Id))]))
            .JsonAsync(HttpStatusCode.Created);

        Expect.Shape(made, "items array");
        var items = made["items"]!.AsArray();
        Assert.Equal(100, items.Select(item => item!["id"]!.GetValue<string>()).Distinct().Count());
        Assert.Equal(100, (await Server.LedgerAsync()).Skip(before).Count(entry => entry.Action == "service_account.created"));
        Assert.All(items.Where((_, i) => i % 2 == 0), item => Assert.NotNull(item!["tokens"]![0]!["token"]));
        var application = items[1]!["applications"]![0]!;
        using var token = await Server.RequestTokenAsync(
            SecretClient.BasicOf(
                application["client_id"]!.GetValue<string>(), application["secrets"]![0]!["client_secret"]!.GetValue<string>()),
            ("grant_type", "client_credentials"));
        Assert.Equal(HttpStatusCode.OK, token.StatusCode);
    }

    [Fact]
    public async Task What_is_wrong_is_named_by_its_place_and_none_is_made()
    {
        var good = ApiCaller.NewAccount("api_key");

        await fixture.Administrator.PostAsync(Batch, Accounts(
            good, new JsonObject { ["name"] = "", ["auth_type"] = "api_key" }, new JsonObject { ["name"] = "x", ["labels"] = new JsonObject { ["A"] = "" } }))
            .ProblemAsync(
                HttpStatusCode.BadRequest, "invalid", "accounts[1].name", "accounts[2].auth_type", "accounts[2].labels");
        await fixture.Administrator.PostAsync(Batch, Accounts()).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "accounts");
        await fixture.Administrator.PostAsync(Batch, new JsonObject()).ProblemAsync(HttpStatusCode.BadRequest, "invalid", "accounts");
        await fixture.Administrator.PostAsync(Batch, new JsonObject { ["accounts"] = new JsonArray(null, null) })
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "accounts[0]", "accounts[1]");
        await fixture.Administrator.PostAsync(Batch, Accounts([.. Enumerable.Range(0, 101).Select(_ => ApiCaller.NewAccount("api_key"))]))
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "accounts");

        await AssertNoneAsync(good);
    }

    [Fact]
    public async Task Names_and_handles_that_clash_are_found_within_the_batch_and_with_what_is_there()
    {
        var good = ApiCaller.NewAccount("api_key");
        var taken = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var upper = Named(good["name"]!.GetValue<string>().ToUpperInvariant());

        await fixture.Administrator.PostAsync(Batch, Accounts(good, upper))
            .ProblemAsync(HttpStatusCode.Conflict, "name_taken", "accounts[1].name");
        await fixture.Administrator.PostAsync(Batch, Accounts(good, Named(taken["name"]!.GetValue<string>())))
            .ProblemAsync(HttpStatusCode.Conflict, "name_taken", "accounts[1].name");
        await fixture.Administrator.PostAsync(Batch, Accounts(good, WithHandle("twice"), WithHandle("twice")))
            .ProblemAsync(HttpStatusCode.Conflict, "handle_taken", "accounts[2].handle");
        await fixture.Administrator.PostAsync(Batch, Accounts(good, WithHandle(taken["handle"]!.GetValue<string>())))
            .ProblemAsync(HttpStatusCode.Conflict, "handle_taken", "accounts[1].handle");
        await AssertNoneAsync(good);
    }

    [Fact]
    public async Task Slugs_of_a_batch_give_way_to_each_other_and_to_handles_that_are_asked_for()
    {
        var word = $"w{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";
        await Server.CreateAccountAsync(Named(word + "!"));

        var made = await fixture.Administrator.PostAsync(
            Batch, Accounts(Named(word), Named(word + "?"), WithHandle(word + "-2"), Named(word + "."))).JsonAsync(HttpStatusCode.Created);

        Assert.Equal(
            [$"sa::{word}-3", $"sa::{word}-4", $"sa::{word}-2", $"sa::{word}-5"],
            made["items"]!.AsArray().Select(item => item!["handle"]!.GetValue<string>()));
    }

    [Fact]
    public async Task Nobody_rises_by_a_batch()
    {
        var caller = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);
        var good = ApiCaller.NewAccount("api_key");

        await caller.PostAsync(Batch, Accounts(good, ApiCaller.NewAccount("api_key", SystemRole.TenantAdmin.Id)))
            .ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges", "accounts[1]");
        await AssertNoneAsync(good);
        var nobody = await ApiCaller.WithApiTokenAsync(Server);
        await nobody.PostAsync(Batch, Accounts(good)).ProblemAsync(HttpStatusCode.Forbidden, "permission_missing");
    }

    [Fact]
    [Trait("Requirement", "126")]
    public async Task A_batch_that_would_pass_the_maximum_is_refused_whole()
    {
        var other = await SecondTenant.AddAsync(Server);
        await Server.WriteAsync(async db => (await db.Set<Tenant>().SingleAsync(t => t.Id == other.Id)).MaximumServiceAccounts = 2);

        await other.Administrator.PostAsync(Batch, Accounts([.. Enumerable.Range(0, 3).Select(_ => ApiCaller.NewAccount("api_key"))]))
            .ProblemAsync(HttpStatusCode.Conflict, "limit_reached");
        await other.Administrator.PostAsync(Batch, Accounts([.. Enumerable.Range(0, 2).Select(_ => ApiCaller.NewAccount("api_key"))]))
            .JsonAsync(HttpStatusCode.Created);
    }

    [Fact]
    public async Task Of_a_batch_a_creation_and_a_rename_to_one_name_exactly_one_succeeds()
    {
        for (var round = 0; round < 5; round++)
        {
            var name = ApiCaller.NewName();
            var renamed = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));

            var answers = await Task.WhenAll(
                fixture.Administrator.PostAsync(Batch, Accounts(ApiCaller.NewAccount("api_key"), Named(name))),
                fixture.Administrator.PostAsync(ApiCaller.Accounts, Named(name.ToUpperInvariant())),
                fixture.Administrator.PatchAsync($"{ApiCaller.Accounts}/{renamed["id"]}", new JsonObject { ["name"] = name }),
                fixture.Administrator.PostAsync(Batch, Accounts(Named(name))));

            Assert.Single(answers, answer => answer.IsSuccessStatusCode);
            Assert.Equal(3, answers.Count(answer => answer.StatusCode == HttpStatusCode.Conflict));
            foreach (var answer in answers)
            {
                answer.Dispose();
            }
        }
    }

    [Fact]
    [Trait("Requirement", "98")]
    [Trait("Requirement", "101")]
    public async Task Many_are_deactivated_and_activated_together()
    {
        var first = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var second = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var ids = new JsonObject { ["ids"] = new JsonArray(Id(second), Id(first), Id(second)) };

        var off = await fixture.Administrator.PostAsync(ApiCaller.Accounts + "/deactivate", ids).JsonAsync();

        Expect.Shape(off, "items array");
        Assert.Equal([Id(second), Id(first)], off["items"]!.AsArray().Select(Id));
        Assert.All(off["items"]!.AsArray(), item => Assert.Equal("deactivated", item!["inactive_reason"]!.GetValue<string>()));
        var caller = new ApiCaller(Server, "Bearer " + first["tokens"]![0]!["token"]!.GetValue<string>());
        await caller.GetAsync(ApiCaller.Roles).ProblemAsync(HttpStatusCode.Unauthorized, "unauthenticated");

        var entries = (await Server.LedgerAsync()).Count;
        Assert.True(JsonNode.DeepEquals(off, await fixture.Administrator.PostAsync(ApiCaller.Accounts + "/deactivate", ids).JsonAsync()));
        Assert.Equal(entries, (await Server.LedgerAsync()).Count);
        var on = await fixture.Administrator.PostAsync(ApiCaller.Accounts + "/activate", ids).JsonAsync();
        Assert.All(on["items"]!.AsArray(), item => Assert.Equal("active", item!["status"]!.GetValue<string>()));
        Assert.Equal(entries + 2, (await Server.LedgerAsync()).Count);
    }

    [Fact]
    public async Task One_that_cannot_be_changed_leaves_all_as_they_are_and_is_named()
    {
        var good = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key"));
        var other = await SecondTenant.AddAsync(Server);
        var foreign = await other.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key")).JsonAsync(HttpStatusCode.Created);
        var ids = new JsonObject { ["ids"] = new JsonArray(Id(good), Id(foreign), "01990000-0000-7000-8000-00000000ffff") };

        foreach (var change in new[] { "deactivate", "activate" })
        {
            await fixture.Administrator.PostAsync($"{ApiCaller.Accounts}/{change}", ids)
                .ProblemAsync(HttpStatusCode.NotFound, "not_found", "ids[1]", "ids[2]");
        }

        Assert.Equal("active", (await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{Id(good)}").JsonAsync())["status"]!.GetValue<string>());
        var reader = await ApiCaller.WithApiTokenAsync(Server, SystemRole.Member.Id);
        await reader.PostAsync(ApiCaller.Accounts + "/deactivate", new JsonObject { ["ids"] = new JsonArray(Id(good)) })
            .ProblemAsync(HttpStatusCode.Forbidden, "permission_missing", "ids[0]");
        foreach (var wrong in new[] { new JsonObject(), new JsonObject { ["ids"] = new JsonArray() }, Many(101) })
        {
            await fixture.Administrator.PostAsync(ApiCaller.Accounts + "/activate", wrong)
                .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "ids");
        }
    }

    [Fact]
    public async Task Who_activates_holds_all_that_each_account_holds()
    {
        var strong = await Server.CreateAccountAsync(ApiCaller.NewAccount("api_key", SystemRole.TenantAdmin.Id));
        var caller = await ApiCaller.WithApiTokenAsync(Server, SystemRole.OrgAdmin.Id);
        var ids = new JsonObject { ["ids"] = new JsonArray(Id(strong)) };

        await caller.PostAsync(ApiCaller.Accounts + "/deactivate", ids).JsonAsync();
        await caller.PostAsync(ApiCaller.Accounts + "/activate", ids)
            .ProblemAsync(HttpStatusCode.Forbidden, "above_own_privileges", "ids[0]");
    }

    private static JsonObject Many(int count) => new()
    {
        ["ids"] = new JsonArray([.. Enumerable.Range(0, count).Select(i => JsonValue.Create($"01990000-0000-7000-8000-{i:d12}"))]),
    };

    private static JsonObject Accounts(params JsonObject[] accounts) =>
        new() { ["accounts"] = new JsonArray([.. accounts.Select(account => account.DeepClone())]) };

    private static JsonObject Named(string name) => new() { ["name"] = name, ["auth_type"] = "api_key" };

    private static JsonObject WithHandle(string handle)
    {
        var account = ApiCaller.NewAccount("api_key");
        account["handle"] = handle;
        return account;
    }

    private static string Id(JsonNode? account) => account!["id"]!.GetValue<string>();

    private async Task AssertNoneAsync(JsonObject account)
    {
        var name = Uri.EscapeDataString(account["name"]!.GetValue<string>());
        Assert.Empty((await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}?q={name}").JsonAsync())["items"]!.AsArray());
    }
}
