using System.Buffers.Text;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;
using ServiceAccounts.Protocol.Certificates;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Conformance;

/// <summary>Token Status List (draft-ietf-oauth-status-list): a verifier learns offline that a token has been ended.</summary>
public sealed class StatusListTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private const string MediaType = "application/statuslist+jwt";
    private const int Valid = 0;
    private const int Invalid = 1;

    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Section_6_A_token_refers_to_a_place_only_where_its_api_asks_for_that()
    {
        var api = await ApiAsync();
        var client = await Server.CreateSecretClientAsync();
        var plain = new JsonWebToken(await OAuthClient.TokenOfAsync(Server, client));
        var token = await TokenAsync(client, api);

        Assert.False(plain.TryGetPayloadValue<object>("status", out _));
        var (url, index) = ReferenceOf(token);
        Assert.StartsWith($"{Server.Issuer}/oauth2/status-lists/{Server.TenantId}/", url, StringComparison.Ordinal);
        Assert.InRange(index, 0, StatusPlaces.PerList - 1);

        // All tokens of one credential share its place, and another credential has another.
        Assert.Equal((url, index), ReferenceOf(await TokenAsync(client, api)));
        Assert.NotEqual((url, index), ReferenceOf(await TokenAsync(await Server.CreateSecretClientAsync(), api)));
    }

    [Fact]
    public async Task Section_5_1_The_list_is_a_signed_jwt_of_its_type()
    {
        var (url, _) = ReferenceOf(await TokenAsync(await Server.CreateSecretClientAsync(), await ApiAsync()));
        var list = await ListAsync(url);
        var now = Server.Time.GetUtcNow().ToUnixTimeSeconds();

        Assert.Equal(("statuslist+jwt", "ES256"), (list.Typ, list.Alg));
        Assert.Equal((url, Server.Issuer), (list.Subject, list.Issuer));
        Assert.Equal(now, list.GetPayloadValue<long>("iat"));
        Assert.Equal(60, list.GetPayloadValue<long>("ttl"));
        Assert.InRange(list.GetPayloadValue<long>("exp"), now + 120, now + 3_600);
        Assert.Equal(1, JsonNode.Parse(Base64UrlEncoder.Decode(list.EncodedPayload))!["status_list"]!["bits"]!.GetValue<int>());
        Assert.Equal(StatusPlaces.PerList / 8, BitsOf(list).Length);
    }

    [Fact]
    public async Task Section_8_1_It_is_served_with_its_media_type_and_may_be_cached_for_its_ttl()
    {
        var (url, _) = ReferenceOf(await TokenAsync(await Server.CreateSecretClientAsync(), await ApiAsync()));
        using var answer = await Server.Http.GetAsync(url);

        Assert.Equal(MediaType, answer.Content.Headers.ContentType?.MediaType);
        Assert.True(answer.Headers.CacheControl is { Public: true, MaxAge.TotalSeconds: 60 });
        using var again = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { IfNoneMatch = { answer.Headers.ETag! } } };
        using var same = await Server.Http.SendAsync(again);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
        using var head = await Server.Http.SendAsync(new HttpRequestMessage(HttpMethod.Head, url));
        Assert.Equal((HttpStatusCode.OK, answer.Content.Headers.ContentLength), (head.StatusCode, head.Content.Headers.ContentLength));
    }

    [Theory]
    [InlineData(MediaType, HttpStatusCode.OK)]
    [InlineData("application/*", HttpStatusCode.OK)]
    [InlineData("*/*", HttpStatusCode.OK)]
    [InlineData("text/html, */*;q=0.1", HttpStatusCode.OK)]
    [InlineData("application/statuslist+cwt", HttpStatusCode.NotAcceptable)]
    [InlineData("application/json", HttpStatusCode.NotAcceptable)]
    [InlineData("application/statuslist+jwt;q=0", HttpStatusCode.NotAcceptable)]
    public async Task Section_8_1_The_media_type_is_negotiated(string accept, HttpStatusCode status)
    {
        var (url, _) = ReferenceOf(await TokenAsync(await Server.CreateSecretClientAsync(), await ApiAsync()));
        using var request = new HttpRequestMessage(HttpMethod.Get, url);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var answer = await Server.Http.SendAsync(request);
        Assert.Equal(status, answer.StatusCode);
    }

    [Fact]
    public async Task Section_8_4_A_list_of_the_past_is_not_offered()
    {
        var (url, _) = ReferenceOf(await TokenAsync(await Server.CreateSecretClientAsync(), await ApiAsync()));
        using var answer = await Server.Http.GetAsync(url + "?time=1686925000");
        Assert.Equal(HttpStatusCode.NotImplemented, answer.StatusCode);
    }

    // The second fetch is of the next moment: nothing but the change has happened.
    [Theory]
    [InlineData("deactivate the account")]
    [InlineData("delete the account")]
    [InlineData("disable the application")]
    [InlineData("delete the application")]
    [InlineData("replace the secret")]
    [InlineData("report the secret")]
    [InlineData("move the end into the past")]
    public async Task What_ends_a_token_sets_its_bit_and_no_other(string how)
    {
        var api = await ApiAsync();
        var (client, other) = (await Server.CreateSecretClientAsync(), await Server.CreateSecretClientAsync());
        var (place, bystander) = (ReferenceOf(await TokenAsync(client, api)), ReferenceOf(await TokenAsync(other, api)));
        Assert.Equal((Valid, Valid), (await BitAsync(place), await BitAsync(bystander)));

        BeQuiet();
        await EndAsync(client, how);

        Assert.Equal((Invalid, Valid), (await BitAsync(place), await BitAsync(bystander)));
    }

    [Fact]
    public async Task Activation_brings_no_old_token_back_and_new_ones_have_a_place_of_their_own()
    {
        var api = await ApiAsync();
        var client = await Server.CreateSecretClientAsync();
        var before = ReferenceOf(await TokenAsync(client, api));
        await AccountAsync(client, "deactivate");
        await AccountAsync(client, "activate");
        var after = ReferenceOf(await TokenAsync(client, api));

        BeQuiet();
        Assert.NotEqual(before, after);
        Assert.Equal((Invalid, Valid), (await BitAsync(before), await BitAsync(after)));
    }

    [Fact]
    public async Task A_key_set_has_a_place_and_loses_it_with_its_application()
    {
        using var key = ClientKeyPair.Es256();
        var client = await Server.CreateAssertionClientAsync(key);
        using var response = await client.RequestTokenAsync(null, ("resource", await ApiAsync()));
        var place = ReferenceOf(await response.MemberAsync("access_token") ?? string.Empty);
        Assert.Equal(Valid, await BitAsync(place));

        BeQuiet();
        await fixture.Administrator.PatchAsync(
            $"{ApiCaller.Accounts}/{client.AccountId}/applications/{client.ClientId}", new JsonObject { ["enabled"] = false }).JsonAsync();

        Assert.Equal(Invalid, await BitAsync(place));
    }

    // Whatever credential a token came from, the list knows whether it is still there.
    [Theory]
    [InlineData("certificate")]
    [InlineData("federated credential")]
    [InlineData("API token")]
    public async Task Every_kind_of_credential_has_a_place(string kind)
    {
        var client = await Server.CreateSecretClientAsync();
        var place = ReferenceOf(await TokenAsync(client, await ApiAsync()));
        var (now, id) = (Server.Time.GetUtcNow(), Guid.CreateVersion7(TimeProvider.System.GetUtcNow()));
        var taken = Assert.Single(await Server.ReadAsync<StatusListEntry>(entries => entries.Where(e => e.ClientId == client.ClientId)));
        var application = Assert.Single(await Server.ReadAsync<Application>(applications => applications.Where(a => a.ClientId == client.ClientId)));
        var others = (await Server.ReadAsync<StatusListEntry>(entries => entries.Where(e => e.List == taken.List))).Select(e => e.Index).ToHashSet();
        var index = Enumerable.Range(0, StatusPlaces.PerList).First(i => !others.Contains(i));
        await Server.WriteAsync(db =>
        {
            db.Add(CredentialOf(kind, id, application, now.AddMinutes(5)));
            db.Add(new StatusListEntry
            {
                TenantId = taken.TenantId,
                List = taken.List,
                Index = index,
                PrincipalId = taken.PrincipalId,
                ClientId = kind == "API token" ? id.ToString() : client.ClientId,
                CredentialId = id,
                Epoch = taken.Epoch,
                CreatedAt = now,
            });
            return Task.CompletedTask;
        });
        Assert.Equal(Valid, await BitAsync((place.Url, index)));

        Server.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal((Invalid, Valid), (await BitAsync((place.Url, index)), await BitAsync(place)));
    }

    [Fact]
    public async Task What_runs_out_by_itself_is_invalid_within_ttl()
    {
        var client = await Server.CreateSecretClientAsync(new JsonObject { ["expires_at"] = Server.Time.GetUtcNow().AddSeconds(30).ToString("O") });
        var place = ReferenceOf(await TokenAsync(client, await ApiAsync()));
        Assert.Equal(Valid, await BitAsync(place));

        Server.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Equal(Invalid, await BitAsync(place));
    }

    // Section 13.2: a list made just before must not speak against a token issued just after.
    [Fact]
    public async Task A_place_that_nobody_has_is_valid()
    {
        var (url, _) = ReferenceOf(await TokenAsync(await Server.CreateSecretClientAsync(), await ApiAsync()));
        var bits = BitsOf(await ListAsync(url));
        var known = (await Server.ReadAsync<StatusListEntry>(entries => entries)).Select(e => e.Index).ToHashSet();

        Assert.All(Enumerable.Range(0, StatusPlaces.PerList).Where(i => !known.Contains(i)), i => Assert.Equal(Valid, BitOf(bits, i)));
    }

    [Fact]
    public async Task As_many_first_requests_at_a_time_get_one_place()
    {
        var (api, client) = (await ApiAsync(), await Server.CreateSecretClientAsync());

        var places = await Task.WhenAll(Enumerable.Range(0, 20).Select(async _ => ReferenceOf(await TokenAsync(client, api))));

        Assert.Single(places.Distinct());
        Assert.Single(await Server.ReadAsync<StatusListEntry>(entries => entries.Where(e => e.ClientId == client.ClientId)));
    }

    [Fact]
    public async Task Places_of_one_tenant_do_not_clash_and_follow_no_order()
    {
        var api = await ApiAsync();
        var places = new List<int>();
        for (var i = 0; i < 12; i++)
        {
            places.Add(ReferenceOf(await TokenAsync(await Server.CreateSecretClientAsync(), api)).Index);
        }

        Assert.Equal(places.Count, places.Distinct().Count());
        Assert.NotEqual(places.Order(), places);
    }

    [Fact]
    public async Task Each_tenant_has_lists_of_its_own()
    {
        var tenant = await SecondTenant.AddAsync(Server);
        await tenant.Administrator.PatchAsync($"{ApiCaller.Apis}/{tenant.ApiId}", new JsonObject { ["include_status"] = true }).JsonAsync();
        var account = await tenant.Administrator.PostAsync(
            ApiCaller.Accounts, ApiCaller.NewAccount("oauth_client_secret", SystemRole.ApiDefault.Id)).JsonAsync(HttpStatusCode.Created);
        var application = account["applications"]![0]!;
        var client = new SecretClient(
            account.IdOf(), application["client_id"]!.GetValue<string>(), application["secrets"]![0]!["client_secret"]!.GetValue<string>(), account);

        // That it was not there before hides it from nobody.
        using var early = await Server.Http.GetAsync($"/oauth2/status-lists/{tenant.Id}/0");
        Assert.Equal(HttpStatusCode.NotFound, early.StatusCode);
        var (url, index) = ReferenceOf(await TokenAsync(client, tenant.ApiIdentifier));

        Assert.EndsWith($"/{tenant.Id}/0", url, StringComparison.Ordinal);
        Assert.Equal(Valid, BitOf(BitsOf(await ListAsync(url)), index));
    }

    [Theory]
    [InlineData("01990000-0000-7000-8000-000000000009/0")]
    [InlineData("{tenant}/1000000")]
    [InlineData("{tenant}/-1")]
    [InlineData("{tenant}/99999999999999999999")]
    [InlineData("{tenant}/x")]
    [InlineData("x/0")]
    [InlineData("{tenant}")]
    public async Task A_list_that_there_is_not_is_404(string path)
    {
        using var answer = await Server.Http.GetAsync("/oauth2/status-lists/" + path.Replace("{tenant}", Server.TenantId.ToString(), StringComparison.Ordinal));
        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Nobody_changes_a_list()
    {
        using var answer = await Server.Http.PostAsync($"/oauth2/status-lists/{Server.TenantId}/0", null);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, answer.StatusCode);
    }

    [Fact]
    public async Task A_list_is_signed_once_for_all_who_ask_until_something_changes()
    {
        var client = await Server.CreateSecretClientAsync();
        var (url, _) = ReferenceOf(await TokenAsync(client, await ApiAsync()));

        var lists = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Server.Http.GetStringAsync(url)));
        BeQuiet();
        await AccountAsync(client, "deactivate");
        var after = await Server.Http.GetStringAsync(url);

        Assert.Single(lists.Distinct());
        Assert.NotEqual(lists[0], after);
    }

    // Or else whoever asks, which anybody may, makes a busy tenant cost a list and a signature each time.
    [Fact]
    public async Task However_much_changes_a_list_is_made_once_in_two_seconds_and_shows_it_then()
    {
        var client = await Server.CreateSecretClientAsync();
        var place = ReferenceOf(await TokenAsync(client, await ApiAsync()));
        BeQuiet();
        var before = await ListAsync(place.Url);
        for (var i = 0; i < 3; i++)
        {
            await AccountAsync(client, "deactivate");
            Assert.Equal(before.EncodedToken, (await ListAsync(place.Url)).EncodedToken);
            await AccountAsync(client, "activate");
        }

        Server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Valid, await BitAsync(place));
        Server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Invalid, await BitAsync(place));
    }

    // A signature is made anew before the old one is too old to be kept.
    [Fact]
    public async Task A_list_is_made_anew_after_its_ttl()
    {
        var (url, _) = ReferenceOf(await TokenAsync(await Server.CreateSecretClientAsync(), await ApiAsync()));
        BeQuiet();
        var before = await ListAsync(url);
        Server.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(before.EncodedToken, (await ListAsync(url)).EncodedToken);
        Server.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(Server.Time.GetUtcNow().ToUnixTimeSeconds(), (await ListAsync(url)).GetPayloadValue<long>("iat"));
    }

    // Who deactivates and activates without end does not fill the lists.
    [Fact]
    public async Task Places_of_epochs_that_ended_long_ago_are_given_back()
    {
        await using var server = await RunningServer.StartAsync();
        var client = await server.CreateSecretClientAsync();
        var administrator = ApiCaller.Administrator(server);
        var api = await ApiAsync(administrator, server);
        for (var epoch = 0; epoch < 3; epoch++)
        {
            await TokenAsync(server, client, api);
            await administrator.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/deactivate").StatusAsync(HttpStatusCode.OK);
            await administrator.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/activate").StatusAsync(HttpStatusCode.OK);
        }

        Assert.Equal(3, (await server.ReadAsync<StatusListEntry>(entries => entries)).Count);
        server.Time.Advance(TimeSpan.FromDays(2));
        await TokenAsync(server, client, api);

        // The newest of before had not ended, as far as the lists know, until now.
        Assert.Equal(2, (await server.ReadAsync<StatusListEntry>(entries => entries)).Count);
    }

    [Fact]
    public async Task A_place_is_found_again_after_a_restart()
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-status-").FullName;
        try
        {
            SecretClient client;
            int index;
            string identifier;
            await using (var server = await RunningServer.StartAsync(directory, configure: null))
            {
                identifier = await ApiAsync(ApiCaller.Administrator(server), server);
                client = await server.CreateSecretClientAsync();
                index = ReferenceOf(await TokenAsync(server, client, identifier)).Index;
            }

            await using var restarted = await RunningServer.StartAsync(directory, configure: null);
            Assert.Equal(index, ReferenceOf(await TokenAsync(restarted, client, identifier)).Index);
        }
        finally
        {
            Directory.Delete(directory, recursive: true);
        }
    }

    // For as long as it takes until a change is shown at once.
    private void BeQuiet() => Server.Time.Advance(TimeSpan.FromSeconds(2));

    private async Task EndAsync(SecretClient client, string how)
    {
        var account = $"{ApiCaller.Accounts}/{client.AccountId}";
        var application = $"{account}/applications/{client.ClientId}";
        switch (how)
        {
            case "deactivate the account":
                await AccountAsync(client, "deactivate");
                break;
            case "delete the account":
                await fixture.Administrator.DeleteAsync(account).StatusAsync(HttpStatusCode.NoContent);
                break;
            case "disable the application":
                await fixture.Administrator.PatchAsync(application, new JsonObject { ["enabled"] = false }).JsonAsync();
                break;
            case "delete the application":
                await fixture.Administrator.DeleteAsync(application).StatusAsync(HttpStatusCode.NoContent);
                break;
            case "replace the secret":
                await fixture.Administrator.PostAsync($"{application}/secrets/replace", new JsonObject()).JsonAsync(HttpStatusCode.Created);
                break;
            case "report the secret":
                await fixture.Administrator.PostAsync("/management/v1/leaks", new JsonObject { ["secrets"] = new JsonArray(client.Secret) }).JsonAsync();
                break;
            default:
                await fixture.Administrator.PatchAsync(
                    account, new JsonObject { ["expires_at"] = Server.Time.GetUtcNow().AddSeconds(1).ToString("O") }).JsonAsync();
                Server.Time.Advance(TimeSpan.FromMinutes(2));
                break;
        }
    }

    private static object CredentialOf(string kind, Guid id, Application application, DateTimeOffset end) => kind switch
    {
        "certificate" => new ClientCertificate
        {
            Id = id,
            ApplicationId = application.Id,
            Match = ClientCertificateMatch.SanDns,
            Value = "machine.example",
            CreatedAt = end.AddMinutes(-5),
            ExpiresAt = end,
        },
        "federated credential" => new FederatedCredential
        {
            Id = id,
            ApplicationId = application.Id,
            Name = kind,
            Issuer = "https://issuer.example",
            IsSpiffe = false,
            Conditions = "[]",
            CreatedAt = end.AddMinutes(-5),
            ExpiresAt = end,
        },
        _ => new ApiToken
        {
            Id = id,
            PrincipalId = application.PrincipalId,
            TenantId = application.TenantId,
            Name = kind,
            Hash = id.ToByteArray(),
            HashKeyVersion = 1,
            Hint = "hint",
            CreatedAt = end.AddMinutes(-5),
            ExpiresAt = end,
        },
    };

    private Task<string> AccountAsync(SecretClient client, string command) =>
        fixture.Administrator.PostAsync($"{ApiCaller.Accounts}/{client.AccountId}/{command}").StatusAsync(HttpStatusCode.OK);

    private Task<string> ApiAsync() => ApiAsync(fixture.Administrator, Server);

    /// <summary>An Api that asks for status; everybody who holds the default Api's permissions holds its.</summary>
    private static async Task<string> ApiAsync(ApiCaller administrator, RunningServer server)
    {
        var api = (await server.ReadAsync<Api>(apis => apis.Where(a => a.TenantId == server.TenantId && a.Identifier.EndsWith("/apis/default/status")))).SingleOrDefault();
        if (api is not null)
        {
            return api.Identifier;
        }

        var identifier = server.Issuer + "/apis/default/status";
        var made = await administrator.PostAsync(ApiCaller.Apis, new JsonObject
        {
            ["identifier"] = identifier,
            ["name"] = "An Api with status",
            ["permissions"] = new JsonArray("api:status"),
            ["include_status"] = true,
        }).JsonAsync(HttpStatusCode.Created);
        Assert.True(made["include_status"]!.GetValue<bool>());
        await administrator.PostAsync(
            AccessSteps.AccessOfGroup(server.TenantId.ToString()) + "/grants", AccessSteps.Grant("api:status", made.IdOf())).JsonAsync(HttpStatusCode.Created);
        return identifier;
    }

    private Task<string> TokenAsync(SecretClient client, string resource) => TokenAsync(Server, client, resource);

    private static Task<string> TokenAsync(RunningServer server, SecretClient client, string resource) =>
        OAuthClient.TokenOfAsync(server, client, ("resource", resource));

    // As a resource server reads it: nothing is known but what the token says.
    private static (string Url, int Index) ReferenceOf(string token)
    {
        var status = JsonNode.Parse(Base64UrlEncoder.Decode(new JsonWebToken(token).EncodedPayload))!["status"]!["status_list"]!;
        return (status["uri"]!.GetValue<string>(), status["idx"]!.GetValue<int>());
    }

    private async Task<int> BitAsync((string Url, int Index) place) => BitOf(BitsOf(await ListAsync(place.Url)), place.Index);

    private async Task<JsonWebToken> ListAsync(string url)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, url) { Headers = { Accept = { new MediaTypeWithQualityHeaderValue(MediaType) } } };
        using var answer = await Server.Http.SendAsync(request);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        var keys = new JsonWebKeySet(await Server.Http.GetStringAsync("/.well-known/jwks.json"));
        var validated = await new JsonWebTokenHandler { MapInboundClaims = false }.ValidateTokenAsync(
            await answer.Content.ReadAsStringAsync(),
            new TokenValidationParameters
            {
                ValidIssuer = Server.Issuer,
                ValidateAudience = false,
                ValidTypes = ["statuslist+jwt"],
                IssuerSigningKeys = keys.GetSigningKeys(),
                LifetimeValidator = (_, expires, _, _) => expires > Server.Time.GetUtcNow().UtcDateTime,
            });
        Assert.True(validated.IsValid, validated.Exception?.Message);
        var list = (JsonWebToken)validated.SecurityToken;
        Assert.Equal(url, list.Subject);
        return list;
    }

    private static byte[] BitsOf(JsonWebToken list)
    {
        var text = JsonNode.Parse(Base64UrlEncoder.Decode(list.EncodedPayload))!["status_list"]!["lst"]!.GetValue<string>();
        using var zlib = new ZLibStream(new MemoryStream(Base64Url.DecodeFromChars(text)), CompressionMode.Decompress);
        using var bits = new MemoryStream();
        zlib.CopyTo(bits);
        return bits.ToArray();
    }

    private static int BitOf(byte[] bits, int index) => (bits[index / 8] >> (index % 8)) & 1;
}
