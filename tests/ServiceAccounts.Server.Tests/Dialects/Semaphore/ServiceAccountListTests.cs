using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Dialects.Semaphore.SemaphoreClient;

namespace ServiceAccounts.Server.Tests.Dialects.Semaphore;

/// <summary>The pages of Semaphore's lists.</summary>
public sealed class ServiceAccountListTests(ServiceAccountListTests.ManyAccounts fixture) : IClassFixture<ServiceAccountListTests.ManyAccounts>
{
    private SemaphoreClient Owner => fixture.Owner;

    [Fact]
    public async Task Pages_are_walked_by_decimal_offsets_until_the_token_is_empty()
    {
        var (seen, token) = (new List<string>(), string.Empty);
        do
        {
            var page = await Owner.GetAsync($"{Accounts}?page_size=50&page_token={token}").OkAsync();
            Expect.Shape(page, "service_accounts array", "next_page_token string");
            seen.AddRange(page["service_accounts"]!.AsArray().Select(account => account.IdOf()));
            token = page["next_page_token"]!.GetValue<string>();
            Assert.Equal(token.Length == 0 ? string.Empty : seen.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), token);
        }
        while (token.Length > 0);

        Assert.Equal(fixture.Ids, seen);
    }

    [Theory]
    [InlineData("", 100)]
    [InlineData("?page_size=100", 100)]
    [InlineData("?page_size=1", 1)]
    [InlineData("?page_size=101", 20)]
    [InlineData("?page_size=0", 20)]
    [InlineData("?page_size=-5", 20)]
    [InlineData("?page_size=99999999999999999999999", 20)]
    [InlineData("?page_size=%2B7", 7)]
    public async Task A_size_that_cannot_be_silently_becomes_20_and_none_is_100(string query, int count) =>
        Assert.Equal(count, (await Owner.GetAsync(Accounts + query).OkAsync())["service_accounts"]!.AsArray().Count);

    [Theory]
    [InlineData("page_size=x", "page_size")]
    [InlineData("page_size=", "page_size")]
    [InlineData("page_size=1.5", "page_size")]
    [InlineData("page_size=1e2", "page_size")]
    [InlineData("page_size=%00", "page_size")]
    [InlineData("page_size=-", "page_size")]
    [InlineData("page_token=x", "page_token")]
    [InlineData("page_token=-1", "page_token")]
    [InlineData("page_token=1.0", "page_token")]
    [InlineData("page_token=%D9%A1", "page_token")]
    [InlineData("page_size=1&page_size=2", "page_size")]
    [InlineData("limit=1", "limit")]
    public async Task A_value_that_is_no_number_is_refused_by_its_name(string query, string named) =>
        Assert.StartsWith(named + ":", await Owner.GetAsync($"{Accounts}?{query}").ErrorAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);

    [Theory]
    [InlineData("5000")]
    [InlineData("2147483647")]
    [InlineData("99999999999999999999999999")]
    public async Task Behind_the_end_there_is_an_empty_page(string token)
    {
        var page = await Owner.GetAsync($"{Accounts}?page_token={token}").OkAsync();

        Assert.Empty(page["service_accounts"]!.AsArray());
        Assert.Equal(string.Empty, page["next_page_token"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_last_page_is_full_and_has_no_token()
    {
        var page = await Owner.GetAsync($"{Accounts}?page_size=5&page_token={fixture.Ids.Count - 5}").OkAsync();

        Assert.Equal(5, page["service_accounts"]!.AsArray().Count);
        Assert.Equal(string.Empty, page["next_page_token"]!.GetValue<string>());
    }

    [Theory]
    [InlineData("member_type=service_account&page_size=50&page_no=2", 5, 3)]
    [InlineData("member_type=service_account&page_size=50", 50, 3)]
    [InlineData("member_type=service_account", 100, 2)]
    [InlineData("member_type=service_account&page_no=7", 0, 2)]
    [InlineData("member_type=service_account&page_no=99999999999999999999&page_size=999", 0, 6)]
    public async Task Members_are_paged_by_number(string query, int count, int pages)
    {
        var page = await Owner.GetAsync($"{Members}?{query}").OkAsync();

        Assert.Equal(count, page["members"]!.AsArray().Count);
        Assert.Equal(pages, page["total_pages"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("page_no=x", "page_no")]
    [InlineData("page_no=-1", "page_no")]
    [InlineData("page_size=x", "page_size")]
    [InlineData("member_type=robot", "member_type")]
    [InlineData("page_token=1", "page_token")]
    public async Task What_is_wrong_with_a_question_for_members_is_named(string query, string named) =>
        Assert.StartsWith(named + ":", await Owner.GetAsync($"{Members}?{query}").ErrorAsync(HttpStatusCode.BadRequest), StringComparison.Ordinal);

    /// <summary>A server with 105 service accounts.</summary>
    public sealed class ManyAccounts : IAsyncLifetime
    {
        private RunningServer? _server;

        internal SemaphoreClient Owner => new(_server!, _server!.AdminToken); // It has been started.

        internal IReadOnlyList<string> Ids { get; private set; } = [];

        public async Task InitializeAsync()
        {
            _server = await RunningServer.StartAsync();
            var ids = new List<string>();
            foreach (var size in new[] { 100, 5 })
            {
                var accounts = new JsonArray([.. Enumerable.Range(0, size).Select(_ => ApiCaller.NewAccount("api_key"))]);
                var made = await ApiCaller.Administrator(_server).PostAsync($"{ApiCaller.Accounts}/batch", new JsonObject { ["accounts"] = accounts })
                    .JsonAsync(HttpStatusCode.Created);
                ids.AddRange(made["items"]!.AsArray().Select(account => account.IdOf()).Order(StringComparer.Ordinal));
                _server.Time.Advance(TimeSpan.FromSeconds(1));
            }

            Ids = ids;
        }

        public async Task DisposeAsync() => await _server!.DisposeAsync(); // It has been started.
    }
}
