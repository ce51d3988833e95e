using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Management.AccessSteps;

namespace ServiceAccounts.Server.Tests.Invariants;

/// <summary>A tenant's principals and groups: after every operation Everyone has each principal that is there, once, and no other.</summary>
internal sealed class EveryoneWorld(RunningServer server)
{
    private readonly List<string> _groups = [];
    private readonly List<MemberUnderTest> _gone = [];
    private List<MemberUnderTest> _members = [];
    private SecondTenant? _tenant;

    public static IReadOnlyList<string> Operations { get; } =
    [
        "create account", "create account in group", "create batch", "create user", "delete", "deactivate", "activate",
        "take off everyone", "add to everyone", "add gone to group", "create group", "delete group", "add to group", "take out of group",
        "bind everyone", "pass time",
    ];

    private SecondTenant Tenant => _tenant ?? throw new InvalidOperationException("There is no tenant yet.");

    private ApiCaller Administrator => Tenant.Administrator;

    private string Everyone => Tenant.Id.ToString();

    public async Task RunAsync(IReadOnlyList<Step> steps)
    {
        _tenant = await SecondTenant.AddAsync(server);
        _members = [new MemberUnderTest((await Administrator.GetAsync(ApiCaller.Self).JsonAsync()).IdOf(), IsUser: true)];
        foreach (var step in steps)
        {
            await DoAsync(step);
            await CheckAsync();
        }
    }

    private Task DoAsync(Step step)
    {
        // The administrator, who does it all, stays.
        var member = Step.Choose(_members, step.To);
        var other = _members.Count > 1 ? Step.Choose([.. _members.Skip(1)], step.To) : null;
        var group = _groups.Count > 0 ? Step.Choose(_groups, step.With) : null;
        return step.Does switch
        {
            "create account" => CreateAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key"), null),
            "create account in group" when group is not null => CreateAsync(ApiCaller.Accounts, InGroup(group), group),
            "create batch" => CreateManyAsync(1 + (step.With % 3)),
            "create user" => CreateAsync(ApiCaller.Users, NewUser.Request(), null),
            "delete" when other is not null => DeleteAsync(other),
            "deactivate" when other is not null => Administrator.PostAsync(other.Url + "/deactivate").StatusAsync(HttpStatusCode.OK),
            "activate" => Administrator.PostAsync(member.Url + "/activate").StatusAsync(HttpStatusCode.OK),
            "take off everyone" => Administrator.DeleteAsync(MemberUrl(Everyone, member.Id)).ProblemAsync(HttpStatusCode.Conflict, "everyone"),
            "add to everyone" => Administrator.PutAsync(MemberUrl(Everyone, member.Id)).ProblemAsync(HttpStatusCode.Conflict, "everyone"),
            "add gone to group" when group is not null && _gone.Count > 0 => Administrator.PutAsync(MemberUrl(group, Step.Choose(_gone, step.To).Id))
                .ProblemAsync(HttpStatusCode.NotFound, "not_found"),
            "create group" => CreateGroupAsync(),
            "delete group" when group is not null => DeleteGroupAsync(group),
            "add to group" when group is not null => AddAsync(group, member),
            "take out of group" when group is not null => TakeOutAsync(group, member),
            "bind everyone" => Administrator.PostAsync(AccessOfGroup(Everyone) + "/role-bindings", Binding(ApiDefault)),
            _ => PassTime(step.With),
        };
    }

    private Task PassTime(int seconds)
    {
        server.Time.Advance(TimeSpan.FromSeconds(seconds));
        return Task.CompletedTask;
    }

    private async Task CreateAsync(string url, JsonObject request, string? group)
    {
        var made = await Administrator.PostAsync(url, request).JsonAsync(HttpStatusCode.Created);
        _members.Add(new MemberUnderTest(made.IdOf(), url == ApiCaller.Users) { Groups = group is null ? [] : [group] });
    }

    private async Task CreateManyAsync(int count)
    {
        var accounts = new JsonArray([.. Enumerable.Range(0, count).Select(_ => ApiCaller.NewAccount("oauth_client_secret"))]);
        var made = await Administrator.PostAsync(ApiCaller.Accounts + "/batch", new JsonObject { ["accounts"] = accounts })
            .JsonAsync(HttpStatusCode.Created);
        _members.AddRange(made["items"]!.AsArray().Select(account => new MemberUnderTest(account.IdOf(), IsUser: false)));
    }

    private async Task DeleteAsync(MemberUnderTest member)
    {
        await Administrator.DeleteAsync(member.Url).StatusAsync(HttpStatusCode.NoContent);
        _members.Remove(member);
        _gone.Add(member);
    }

    private async Task CreateGroupAsync() => _groups.Add(await Administrator.NewGroupAsync());

    private async Task DeleteGroupAsync(string group)
    {
        await Administrator.DeleteAsync($"{ApiCaller.Groups}/{group}").StatusAsync(HttpStatusCode.NoContent);
        _groups.Remove(group);
        _members.ForEach(member => member.Groups.Remove(group));
    }

    private async Task AddAsync(string group, MemberUnderTest member)
    {
        await Administrator.PutAsync(MemberUrl(group, member.Id)).StatusAsync(HttpStatusCode.NoContent);
        member.Groups.Add(group);
    }

    private Task<string> TakeOutAsync(string group, MemberUnderTest member) =>
        Administrator.DeleteAsync(MemberUrl(group, member.Id))
            .StatusAsync(member.Groups.Remove(group) ? HttpStatusCode.NoContent : HttpStatusCode.NotFound);

    private async Task CheckAsync()
    {
        var listed = new List<string>();
        for (var cursor = string.Empty; cursor is not null;)
        {
            var page = await Administrator.GetAsync($"{ApiCaller.Groups}/{Everyone}/members?limit=4&cursor={cursor}").JsonAsync();
            listed.AddRange(page["items"]!.AsArray().Select(member => member.IdOf()));
            cursor = page["next_cursor"]?.GetValue<string>();
        }

        Assert.Equal(_members.Select(member => member.Id).Order(StringComparer.Ordinal), listed.Order(StringComparer.Ordinal));
        foreach (var member in _members)
        {
            var groups = member.IsUser
                ? (await Administrator.GetAsync(AccessOf(member.Id)).JsonAsync())["groups"]!.AsArray().Select(group => group.IdOf())
                : (await Administrator.GetAsync(member.Url).JsonAsync())["group_ids"]!.AsArray().Select(id => id!.GetValue<string>());
            Assert.Equal(member.Groups.Append(Everyone).Order(StringComparer.Ordinal), groups.Order(StringComparer.Ordinal));
        }
    }

    private static JsonObject InGroup(string group)
    {
        var request = ApiCaller.NewAccount("api_key");
        request["group_ids"] = new JsonArray(group);
        return request;
    }

    private sealed record MemberUnderTest(string Id, bool IsUser)
    {
        public HashSet<string> Groups { get; init; } = [];

        public string Url => $"{(IsUser ? ApiCaller.Users : ApiCaller.Accounts)}/{Id}";
    }
}
