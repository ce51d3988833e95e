using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Tenants;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A list of accounts can be narrowed; what is asked for wrongly is named and not passed over.</summary>
public sealed class AccountFilterTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    private RunningServer Server => fixture.Server;

    [Fact]
    public async Task Labels_names_and_ways_to_authenticate_narrow_a_list_together()
    {
        var word = Word();
        var first = await AddAsync($"{word} Äpfel", labels: new JsonObject { ["team"] = word, ["env"] = "prod:eu" });
        var second = await AddAsync($"{word} birnen", "oauth_client_secret", new JsonObject { ["team"] = word, ["env"] = "test" });
        var third = await AddAsync($"x{word}");

        Assert.Equal([first, second], await IdsAsync($"q={word.ToUpperInvariant()}"));
        Assert.Equal([first], await IdsAsync($"q={word}%20ä"));
        Assert.Equal([first, second], await IdsAsync($"label=team:{word}"));
        Assert.Equal([first], await IdsAsync($"label=team:{word}&label=env:prod:eu"));
        Assert.Equal([second], await IdsAsync($"label=team:{word}&label=env&auth_type=oauth_client_secret"));
        Assert.Equal([], await IdsAsync($"label=team:{word}&label=absent"));
        Assert.Equal([third], await IdsAsync($"q=x{word}&auth_type=api_key&organization_id={await DefaultOrganizationAsync()}"));
        Assert.Equal([], await IdsAsync("q=%25"));
        Assert.Equal([], await IdsAsync($"q={word}_"));
    }

    [Fact]
    public async Task A_group_of_organizations_stands_for_all_below_it()
    {
        var word = Word();
        var inside = await AddAsync(word);
        var places = await Server.ReadAsync<Organization>(o => o.Where(x => x.TenantId == Server.TenantId));
        var group = places.Single(o => o.Kind == OrganizationKind.Group);

        Assert.Equal([inside], await IdsAsync($"q={word}&organization_id={group.Id}"));
        Assert.Equal([inside], await IdsAsync($"q={word}&organization_id={await DefaultOrganizationAsync()}"));
    }

    [Fact]
    public async Task Who_has_expired_is_listed_as_inactive()
    {
        var word = Word();
        var soon = Server.Time.GetUtcNow().AddMinutes(1).ToString("O", CultureInfo.InvariantCulture);
        var (active, expired) = (await AddAsync(word + "1"), await AddAsync(word + "2", expiresAt: soon));
        var deactivated = await AddAsync(word + "3");
        await fixture.Administrator.PostAsync($"{ApiCaller.Accounts}/{deactivated}/deactivate").JsonAsync();
        Assert.Equal([active, expired], await IdsAsync($"q={word}&status=active"));

        Server.Time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal([active], await IdsAsync($"q={word}&status=active"));
        Assert.Equal([expired, deactivated], await IdsAsync($"q={word}&status=inactive"));
    }

    [Fact]
    [Trait("Requirement", "32")]
    public async Task Roles_and_groups_are_those_given_to_the_account_itself()
    {
        var word = Word();
        var group = await Groups.AddAsync(Server);
        var withRole = await AddAsync(word + "1", role: SystemRole.JournalReader.Id);
        var inGroup = await AddAsync(word + "2", group: group);
        var also = await AddAsync(word + "3", role: SystemRole.JournalReader.Id);

        Assert.Equal([withRole, also], await IdsAsync($"q={word}&role_id={SystemRole.JournalReader.Id}"));
        Assert.Equal([inGroup], await IdsAsync($"group_id={group}"));
        Assert.Equal([withRole, inGroup, also], await IdsAsync($"q={word}&group_id={Server.TenantId}"));
    }

    [Fact]
    public async Task Unused_is_what_is_older_and_was_not_used_since()
    {
        var word = Word();
        var (never, used) = (await AddAsync(word + "1"), await AddAsync(word + "2"));
        var longAgo = Server.Time.GetUtcNow();
        Server.Time.Advance(TimeSpan.FromDays(10));
        await UseAsync(used, Server.Time.GetUtcNow());
        await UseAsync(never, longAgo);
        Server.Time.Advance(TimeSpan.FromDays(10));
        var young = await AddAsync(word + "3");

        Assert.Equal([never], await IdsAsync($"q={word}&unused_since={Text(-11)}"));
        Assert.Equal([never, used], await IdsAsync($"q={word}&unused_since={Text(-9)}"));
        Assert.Equal([], await IdsAsync($"q={word}&unused_since={Text(-30)}"));
        Assert.Equal([never, used, young], await IdsAsync($"q={word}&unused_since={Text(1)}"));

        string Text(int days) => Server.Time.GetUtcNow().AddDays(days).ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task What_runs_out_is_found_by_account_by_secret_and_by_token()
    {
        var word = Word();
        var tomorrow = Server.Time.GetUtcNow().AddDays(1);
        var end = tomorrow.ToString("O", CultureInfo.InvariantCulture);
        var account = await AddAsync(word + "1", expiresAt: end);
        var byToken = await AddAsync(word + "2");
        await fixture.Administrator.PostAsync($"/management/v1/principals/{byToken}/tokens", new JsonObject { ["expires_at"] = end })
            .JsonAsync(HttpStatusCode.Created);
        var bySecret = await AddAsync(word + "3", "oauth_client_secret");
        var application = (await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}/{bySecret}").JsonAsync())["applications"]![0]!["client_id"];
        await fixture.Administrator.PostAsync(
            $"{ApiCaller.Accounts}/{bySecret}/applications/{application}/secrets", new JsonObject { ["expires_at"] = end })
            .JsonAsync(HttpStatusCode.Created);
        await AddAsync(word + "4");

        var filter = $"q={word}&expires_before={Uri.EscapeDataString(tomorrow.AddSeconds(1).ToString("O", CultureInfo.InvariantCulture))}";
        Assert.Equal([account, byToken, bySecret], await IdsAsync(filter));
        Assert.Equal([], await IdsAsync($"q={word}&expires_before={Uri.EscapeDataString(end)}"));
    }

    [Fact]
    public async Task The_link_to_the_next_page_repeats_the_filters()
    {
        var word = Word();
        var made = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            made.Add(await AddAsync($"{word} {i}", labels: new JsonObject { ["a"] = "x&y", ["b"] = word }));
        }

        using var first = await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}?label=a:x%26y&label=b:{word}&limit=2");
        var link = first.Headers.GetValues("Link").Single();
        var url = new Uri(link[1..link.IndexOf('>', StringComparison.Ordinal)]).PathAndQuery;

        Assert.Contains($"label=a%3Ax%26y&label=b%3A{word}", url, StringComparison.Ordinal);
        Assert.Equal(made[2..], await IdsAsync(url[(url.IndexOf('?', StringComparison.Ordinal) + 1)..]));
    }

    [Theory]
    [InlineData("organization_id=x", "organization_id")]
    [InlineData("organization_id=01990000-0000-7000-8000-00000000ffff", "organization_id")]
    [InlineData("role_id=01990000-0000-7000-8000-00000000ffff", "role_id")]
    [InlineData("group_id=01990000-0000-7000-8000-00000000ffff", "group_id")]
    [InlineData("group_id=%00", "group_id")]
    [InlineData("status=expired", "status")]
    [InlineData("status=active&status=active", "status")]
    [InlineData("auth_type=password", "auth_type")]
    [InlineData("label=a&label=b&label=c&label=d&label=e&label=f", "label")]
    [InlineData("label=", "label")]
    [InlineData("unused_since=yesterday", "unused_since")]
    [InlineData("unused_since=10:00", "unused_since")]
    [InlineData("expires_before=2030-13-01T00:00:00Z", "expires_before")]
    [InlineData("expires_before=0001-01-01T00:00:00%2B14:00", "expires_before")]
    public async Task A_filter_that_cannot_be_is_named(string query, string field) =>
        await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}?{query}").ProblemAsync(HttpStatusCode.BadRequest, "invalid", field);

    [Fact]
    public async Task A_name_longer_than_any_is_refused() =>
        await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}?q={new string('x', 256)}")
            .ProblemAsync(HttpStatusCode.BadRequest, "invalid", "q");

    private static string Word() => $"w{Guid.CreateVersion7(TimeProvider.System.GetUtcNow()):N}";

    private async Task<Guid> DefaultOrganizationAsync() =>
        (await Server.ReadAsync<Organization>(o => o.Where(x => x.TenantId == Server.TenantId && x.Kind == OrganizationKind.Organization)))
        .Single().Id;

    private async Task<string> AddAsync(
        string name, string authType = "api_key", JsonObject? labels = null, Guid? role = null, Guid? group = null, string? expiresAt = null)
    {
        // One at a time, so that the order of the list is that in which they were made.
        Server.Time.Advance(TimeSpan.FromMilliseconds(1));
        var account = await Server.CreateAccountAsync(new JsonObject
        {
            ["name"] = name,
            ["auth_type"] = authType,
            ["labels"] = labels,
            ["expires_at"] = expiresAt,
            ["role_ids"] = role is { } r ? ApiCaller.Ids(r) : null,
            ["group_ids"] = group is { } g ? ApiCaller.Ids(g) : null,
        });
        return account["id"]!.GetValue<string>();
    }

    private Task UseAsync(string accountId, DateTimeOffset at) => Server.WriteAsync(db =>
    {
        db.Add(new CredentialUse
        {
            CredentialId = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            KeyId = string.Empty,
            PrincipalId = Guid.Parse(accountId),
            TenantId = Server.TenantId,
            UsedAt = at,
        });
        return Task.CompletedTask;
    });

    private async Task<List<string>> IdsAsync(string query) =>
        [.. (await fixture.Administrator.GetAsync($"{ApiCaller.Accounts}?{query}").JsonAsync())["items"]!.AsArray()
            .Select(item => item!["id"]!.GetValue<string>())];
}
