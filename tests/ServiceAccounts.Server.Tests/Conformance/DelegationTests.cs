using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>Token Exchange (RFC 8693): a resource server acts for who called it.</summary>
public sealed class DelegationTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    private Exchanges Exchange => new(Server);

    [Fact]
    public async Task Section_4_1_The_token_names_who_acts_and_stays_the_subjects()
    {
        var (acting, subject, client) = await ActingAsync();

        var claims = Exchanges.ClaimsOf(await Exchange.OfAsync(acting.Basic, subject));

        Assert.Equal(client.AccountId, claims["sub"]!.GetValue<string>());
        Assert.Equal(client.ClientId, claims["client_id"]!.GetValue<string>());
        Assert.Equal(
            new JsonObject
            {
                ["sub"] = acting.AccountId,
                ["client_id"] = acting.ClientId,
                ["epoch"] = 0,
                ["credential_id"] = acting.Created["applications"]![0]!["secrets"]![0]!["id"]!.GetValue<string>(),
            }.ToJsonString(),
            claims["act"]!.ToJsonString());
    }

    [Fact]
    public async Task Section_4_1_A_chain_keeps_who_acted_before_and_introspection_shows_it()
    {
        var (first, second) = (await Server.CreateSecretClientAsync(), await Server.CreateSecretClientAsync());
        var (subject, _) = await SubjectAsync(first, second);

        var token = await Exchange.OfAsync(second.Basic, await Exchange.OfAsync(first.Basic, subject));

        var answer = await new OAuthClient(Server, first.Basic).IntrospectAsync(token);
        Assert.Equal(second.ClientId, answer["act"]!["client_id"]!.GetValue<string>());
        Assert.Equal(first.ClientId, answer["act"]!["act"]!["client_id"]!.GetValue<string>());
        Assert.Null(answer["act"]!["act"]!["act"]);
    }

    [Fact]
    public async Task Who_acts_again_is_not_named_again()
    {
        var (acting, subject, client) = await ActingAsync();
        var token = subject;
        for (var i = 0; i < 8; i++)
        {
            token = await Exchange.OfAsync(acting.Basic, token);
        }

        Assert.Null(Exchanges.ClaimsOf(token)["act"]!["act"]);

        // Nor is who acts forgotten when the subject's own client narrows the token.
        Assert.Equal(acting.ClientId, Exchanges.ClaimsOf(await Exchange.OfAsync(client.Basic, token))["act"]!["client_id"]!.GetValue<string>());
    }

    [Fact]
    public async Task No_more_than_five_act()
    {
        var (first, second) = (await Server.CreateSecretClientAsync(), await Server.CreateSecretClientAsync());
        var (subject, _) = await SubjectAsync(first, second);
        var token = subject;
        for (var i = 0; i < 5; i++)
        {
            token = await Exchange.OfAsync((i % 2 == 0 ? first : second).Basic, token);
        }

        await Exchanges.RefusedAsync(Exchange.SendAsync(second.Basic, token), "invalid_request");
        await new OAuthClient(Server, first.Basic).AssertActiveAsync(token);
    }

    [Fact]
    public async Task Section_4_4_Only_a_resource_server_of_the_Api_acts_for_its_callers()
    {
        var (acting, subject, client) = await ActingAsync();
        var atDefaultApi = await OAuthClient.TokenOfAsync(Server, client);
        var atOwnApi = await ApiCaller.AccessTokenAsync(
            Server, await Server.CreateSecretClientAsync(new JsonObject { ["role_ids"] = ApiCaller.Ids(Storage.Access.SystemRole.OrgAdmin.Id) }));

        await Exchanges.RefusedAsync(Exchange.SendAsync((await Server.CreateSecretClientAsync()).Basic, subject), "invalid_request");
        await Exchanges.RefusedAsync(Exchange.SendAsync(acting.Basic, atDefaultApi), "invalid_request");
        await Exchanges.RefusedAsync(Exchange.SendAsync(acting.Basic, atOwnApi), "invalid_request");
    }

    [Fact]
    public async Task Another_tenants_client_acts_for_nobody_here()
    {
        var (_, subject, _) = await ActingAsync();
        var other = await SecondTenant.AddAsync(Server);
        var account = await other.Administrator.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("oauth_client_secret")).JsonAsync(HttpStatusCode.Created);
        var application = account["applications"]![0]!;
        var (id, secret) = (application["client_id"]!.GetValue<string>(), application["secrets"]![0]!["client_secret"]!.GetValue<string>());

        await Exchanges.RefusedAsync(Exchange.SendAsync(SecretClient.BasicOf(id, secret), subject), "invalid_request");
    }

    [Fact]
    public async Task Section_2_1_An_actor_token_is_the_acting_clients_own()
    {
        var (acting, subject, client) = await ActingAsync();
        var own = await OAuthClient.TokenOfAsync(Server, acting);
        (string, string) type = ("actor_token_type", Exchanges.AccessToken);

        var claims = Exchanges.ClaimsOf(await Exchange.OfAsync(acting.Basic, subject, ("actor_token", own), type));
        Assert.Equal(acting.ClientId, claims["act"]!["client_id"]!.GetValue<string>());

        await Exchanges.RefusedAsync(Exchange.SendAsync(acting.Basic, subject, ("actor_token", subject), type), "invalid_request");
        await Exchanges.RefusedAsync(Exchange.SendAsync(acting.Basic, subject, ("actor_token", "x"), type), "invalid_request");
        await Exchanges.RefusedAsync(Exchange.SendAsync(acting.Basic, subject, ("actor_token", own), ("actor_token_type", Exchanges.Jwt)), "invalid_request");
        await Exchanges.RefusedAsync(Exchange.SendAsync(client.Basic, subject, ("actor_token", own), type), "invalid_request");
        using var revoked = await new OAuthClient(Server, acting.Basic).PostAsync(OAuthClient.Revoke, ("token", own));
        await Exchanges.RefusedAsync(Exchange.SendAsync(acting.Basic, subject, ("actor_token", own), type), "invalid_request");
    }

    [Theory]
    [InlineData("acting", "deactivate")]
    [InlineData("acting", "disable")]
    [InlineData("acting", "delete")]
    [InlineData("subject", "deactivate")]
    [InlineData("subject", "disable")]
    [InlineData("subject", "delete")]
    public async Task The_token_ends_with_its_subject_and_with_who_acts(string whose, string what)
    {
        var (acting, subject, client) = await ActingAsync();
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var token = await Exchange.OfAsync(acting.Basic, subject);
        await asker.AssertActiveAsync(token);
        var ended = whose == "acting" ? acting : client;
        var account = $"{ApiCaller.Accounts}/{ended.AccountId}";

        // An application of an account is deleted by itself only where it is not the last.
        using var done = what switch
        {
            "disable" => await fixture.Administrator.PatchAsync($"{account}/applications/{ended.ClientId}", new JsonObject { ["enabled"] = false }),
            "delete" => await fixture.Administrator.DeleteAsync(account),
            _ => await fixture.Administrator.PostAsync($"{account}/{what}"),
        };
        Assert.True(done.IsSuccessStatusCode, await done.Content.ReadAsStringAsync());

        await asker.AssertInactiveAsync(token);
        await Exchanges.RefusedAsync(
            Exchange.SendAsync(acting.Basic, token), whose == "acting" ? "invalid_client" : "invalid_request",
            whose == "acting" ? HttpStatusCode.Unauthorized : HttpStatusCode.BadRequest);
    }

    [Theory]
    [InlineData("revoke-all")]
    [InlineData("secret")]
    [InlineData("introspection_clients")]
    [InlineData("activated again")]
    public async Task The_token_ends_with_what_lets_who_acts_act(string what)
    {
        var (acting, subject, client) = await ActingAsync();
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        var token = await Exchange.OfAsync(acting.Basic, subject);
        await asker.AssertActiveAsync(token);
        var account = $"{ApiCaller.Accounts}/{acting.AccountId}";

        switch (what)
        {
            case "secret":
                await fixture.Administrator.PostAsync($"{account}/applications/{acting.ClientId}/secrets/replace", new JsonObject()).JsonAsync(HttpStatusCode.Created);
                break;
            case "introspection_clients":
                var apis = await fixture.Administrator.GetAsync(ApiCaller.Apis + "?limit=200").JsonAsync();
                var audience = Exchanges.ClaimsOf(token)["aud"]!.GetValue<string>();
                var api = apis["items"]!.AsArray().Single(one => one!["identifier"]!.GetValue<string>() == audience)!["id"];
                await fixture.Administrator.PatchAsync($"{ApiCaller.Apis}/{api}", new JsonObject { ["introspection_clients"] = new JsonArray() }).JsonAsync();
                break;
            case "revoke-all":
                using (await fixture.Administrator.PostAsync($"{account}/revoke-all"))
                {
                }

                break;
            default:
                using (await fixture.Administrator.PostAsync($"{account}/deactivate"))
                using (await fixture.Administrator.PostAsync($"{account}/activate"))
                {
                }

                break;
        }

        await asker.AssertInactiveAsync(token);
        await asker.AssertActiveAsync(subject);
    }

    // RFC 7009 section 2.1: the token was issued to who acts, though it is the subject's.
    [Fact]
    public async Task Who_acts_and_who_is_acted_for_may_each_revoke_the_token()
    {
        var (acting, subject, client) = await ActingAsync();
        var asker = await OAuthClient.WithIntrospectionAsync(Server);
        foreach (var by in new[] { acting, client })
        {
            var token = await Exchange.OfAsync(acting.Basic, subject);
            using var revoked = await new OAuthClient(Server, by.Basic).PostAsync(OAuthClient.Revoke, ("token", token));
            await asker.AssertInactiveAsync(token);
        }

        await asker.AssertActiveAsync(subject);
    }

    // The place in a list is its credential's: it would call a token good when who acts has ended.
    [Fact]
    public async Task A_token_for_which_somebody_acts_has_no_place_in_a_status_list()
    {
        var (acting, subject, client) = await ActingAsync();
        var audience = Exchanges.ClaimsOf(subject)["aud"]!.GetValue<string>();
        var apis = await fixture.Administrator.GetAsync(ApiCaller.Apis + "?limit=200").JsonAsync();
        var api = apis["items"]!.AsArray().Single(one => one!["identifier"]!.GetValue<string>() == audience)!["id"];
        await fixture.Administrator.PatchAsync($"{ApiCaller.Apis}/{api}", new JsonObject { ["include_status"] = true }).JsonAsync();

        Assert.NotNull(Exchanges.ClaimsOf(await OAuthClient.TokenOfAsync(Server, client, ("resource", audience)))["status"]);
        Assert.Null(Exchanges.ClaimsOf(await Exchange.OfAsync(acting.Basic, subject))["status"]);
    }

    [Fact]
    public async Task The_journal_names_whose_token_it_was_that_who_acts_has_revoked()
    {
        var (acting, subject, client) = await ActingAsync();
        var token = await Exchange.OfAsync(acting.Basic, subject);

        using var revoked = await new OAuthClient(Server, acting.Basic).PostAsync(OAuthClient.Revoke, ("token", token));

        var entries = await fixture.Administrator.GetAsync($"/management/v1/journal?principal_id={client.AccountId}&action=access_token.revoked").JsonAsync();
        var entry = Assert.Single(entries["items"]!.AsArray())!;
        Assert.Equal(client.ClientId, entry["client_id"]!.GetValue<string>());
        Assert.Equal(acting.AccountId, entry["actor"]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_record_is_with_the_subjects_client()
    {
        var (acting, subject, client) = await ActingAsync();
        var token = await Exchange.OfAsync(acting.Basic, subject);

        var issued = await fixture.Administrator.GetAsync($"/management/v1/issuances?client_id={client.ClientId}").JsonAsync();
        var record = Assert.Single(issued["items"]!.AsArray(), one => one!["token_id"]!.GetValue<string>() == Exchanges.ClaimsOf(token)["jti"]!.GetValue<string>());
        Assert.Equal(acting.ClientId, record!["acting_client_id"]!.GetValue<string>());
        Assert.Single(issued["items"]!.AsArray(), one => one!["acting_client_id"] is null);
    }

    private async Task<(SecretClient Acting, string Subject, SecretClient Client)> ActingAsync()
    {
        var acting = await Server.CreateSecretClientAsync();
        var (subject, client) = await SubjectAsync(acting);
        return (acting, subject, client);
    }

    // A token of a client for an Api that these serve.
    private async Task<(string Token, SecretClient Client)> SubjectAsync(params SecretClient[] servers)
    {
        var identifier = await Exchange.AddApiAsync([.. servers.Select(server => server.ClientId)], "#read", "#write");
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["permissions"] = new JsonArray($"{identifier}#read", $"{identifier}#write") });
        return (await OAuthClient.TokenOfAsync(Server, client, ("resource", identifier)), client);
    }
}
