using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Dialects.Semaphore.SemaphoreClient;

namespace ServiceAccounts.Server.Tests.Dialects.Semaphore;

/// <summary>The address that is made from a service account's name, and names that fold to the same one.</summary>
public sealed class ServiceAccountNameTests(SemaphoreServer fixture) : IClassFixture<SemaphoreServer>
{
    private const string Address = $"@service-accounts.default.{SemaphoreServer.Domain}";

    private RunningServer Server => fixture.Server;

    [Theory]
    [InlineData("Build Bot", "build-bot")]
    [InlineData("Release_Bot.v2", "release-bot-v2")]
    [InlineData("déploie", "d-ploie")]
    [InlineData("--x--", "--x--")]
    public async Task The_address_is_the_name_in_lower_case_with_hyphens_for_what_is_no_letter_or_digit(string name, string local)
    {
        var (id, _) = await fixture.Owner.NewAccountAsync(name);

        Assert.Equal(local + Address, await AddressOfAsync(id));
    }

    [Fact]
    public async Task Two_names_that_fold_to_the_same_address_clash_at_creation_and_at_renaming()
    {
        var (id, _) = await fixture.Owner.NewAccountAsync("Deploy Bot");
        var (other, _) = await fixture.Owner.NewAccountAsync("another bot");

        var said = await fixture.Owner.PostAsync(Accounts, new JsonObject { ["name"] = "deploy_bot" }).ErrorAsync(HttpStatusCode.BadRequest);
        Assert.Contains("choose a name", said, StringComparison.Ordinal);
        await fixture.Owner.PatchAsync(Of(other), new JsonObject { ["name"] = "deploy.bot" }).ErrorAsync(HttpStatusCode.BadRequest);
        Assert.Equal("another bot", (await fixture.Owner.GetAsync(Of(other)).OkAsync())["name"]!.GetValue<string>());

        // Its own address is in nobody's way.
        await fixture.Owner.PatchAsync(Of(id), new JsonObject { ["name"] = "DEPLOY-BOT" }).OkAsync();
        await fixture.Owner.DeleteAsync(Of(id)).OkAsync();
        await fixture.Owner.NewAccountAsync("deploy_bot");
    }

    [Fact]
    public async Task Of_many_at_once_that_fold_to_the_same_address_one_is_made()
    {
        var sent = Enumerable.Range(0, 8).Select(i => fixture.Owner.PostAsync(Accounts, new JsonObject { ["name"] = $"race{"._ -+*/~"[i]}bot" }));
        var answers = await Task.WhenAll(sent);

        Assert.Single(answers, answer => answer.StatusCode == HttpStatusCode.OK);
        Assert.Equal(7, answers.Count(answer => answer.StatusCode == HttpStatusCode.BadRequest));
        Array.ForEach(answers, answer => answer.Dispose());
    }

    [Fact]
    public async Task Renaming_changes_the_address_and_a_change_of_the_description_alone_keeps_name_and_address()
    {
        var (id, _) = await fixture.Owner.NewAccountAsync("first name");

        await fixture.Owner.PatchAsync(Of(id), new JsonObject { ["description"] = "x" }).OkAsync();
        Assert.Equal("first-name" + Address, await AddressOfAsync(id));
        await fixture.Owner.PatchAsync(Of(id), new JsonObject { ["name"] = "second name" }).OkAsync();
        Assert.Equal("second-name" + Address, await AddressOfAsync(id));
    }

    [Fact]
    public async Task An_address_that_somebody_chose_stays()
    {
        var request = ApiCaller.NewAccount("api_key");
        request["email"] = "ops@example.com";
        var id = (await Server.CreateAccountAsync(request)).IdOf();

        await fixture.Owner.PatchAsync(Of(id), new JsonObject { ["name"] = NewName() }).OkAsync();

        Assert.Equal("ops@example.com", await AddressOfAsync(id));
    }

    [Fact]
    public async Task The_longest_names_have_addresses_too_and_those_that_begin_alike_do_not_clash()
    {
        var (id, _) = await fixture.Owner.NewAccountAsync(new string('x', 255));
        await fixture.Owner.NewAccountAsync(new string('x', 254));

        var local = (await AddressOfAsync(id)).Split('@')[0];
        Assert.Equal(64, local.Length);
    }

    [Fact]
    public async Task The_name_of_an_account_that_was_made_elsewhere_is_taken_whatever_its_case()
    {
        var request = ApiCaller.NewAccount("api_key");
        await Server.CreateAccountAsync(request);

        var name = request["name"]!.GetValue<string>().ToUpperInvariant();
        await fixture.Owner.PostAsync(Accounts, new JsonObject { ["name"] = name }).ErrorAsync(HttpStatusCode.BadRequest);
    }

    private async Task<string> AddressOfAsync(string id) =>
        (await ApiCaller.Administrator(Server).GetAsync($"{ApiCaller.Accounts}/{id}").JsonAsync())["email"]!.GetValue<string>();
}
