using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Management.AccessSteps;

namespace ServiceAccounts.Server.Tests.Invariants;

/// <summary>Super administrators, persons and machines, who end each other and themselves: one who never expires is always left.</summary>
internal sealed class AdministratorsWorld(RunningServer server)
{
    private static readonly string SuperAdmin = SystemRole.SuperAdmin.Id.ToString();

    private readonly List<AdministratorUnderTest> _administrators = [];

    public static IReadOnlyList<string> Operations { get; } =
    [
        "create user", "create account", "deactivate", "deactivate", "deactivate accounts", "activate", "delete", "delete", "unbind", "unbind", "bind",
        "expire", "expire", "never expire", "pass time",
    ];

    private DateTimeOffset Now => server.Time.GetUtcNow();

    public async Task RunAsync(IReadOnlyList<Step> steps)
    {
        var first = ApiCaller.Administrator(server);
        _administrators.Add(new AdministratorUnderTest((await first.GetAsync(ApiCaller.Self).JsonAsync()).IdOf(), true, first));
        await CreateAsync(_administrators[0], isUser: true);
        await CreateAsync(_administrators[0], isUser: false);
        foreach (var step in steps)
        {
            // Whoever can, does it: to others and to themselves.
            var acting = Step.Choose([.. _administrators.Where(administrator => administrator.Acts(Now))], step.With);
            await DoAsync(step, acting, Step.Choose(_administrators, step.To));
            await CheckAsync();
        }
    }

    private Task DoAsync(Step step, AdministratorUnderTest acting, AdministratorUnderTest to) => step.Does switch
    {
        "create user" => CreateAsync(acting, isUser: true),
        "create account" => CreateAsync(acting, isUser: false),
        "deactivate" => EndAsync(to, to.IsActive, acting.Caller.PostAsync(to.Url + "/deactivate"), HttpStatusCode.OK, () => to.IsActive = false),
        "deactivate accounts" => DeactivateAccountsAsync(acting),
        "activate" when to is { IsDeleted: false } && to.ExpiresAt <= Now => ActivateExpiredAsync(acting, to),
        "activate" => AskAsync(to, acting.Caller.PostAsync(to.Url + "/activate"), HttpStatusCode.OK, () => to.IsActive = true),
        "delete" => EndAsync(to, true, acting.Caller.DeleteAsync(to.Url), HttpStatusCode.NoContent, () => to.IsDeleted = true),
        "unbind" when to is { IsDeleted: false, IsBound: true } => UnbindAsync(acting, to),
        "bind" when to is { IsDeleted: false, IsBound: false } => BindAsync(acting, to),
        "expire" when !to.IsUser => ExpireAsync(acting, to, Now.AddMinutes(1 + step.With)),
        "never expire" when !to.IsUser => AskAsync(
            to, acting.Caller.PatchAsync(to.Url, new JsonObject { ["expires_at"] = null }), HttpStatusCode.OK, () => to.ExpiresAt = null),
        _ => PassTime(step.With),
    };

    private Task PassTime(int minutes)
    {
        server.Time.Advance(TimeSpan.FromMinutes(minutes));
        return Task.CompletedTask;
    }

    private async Task CreateAsync(AdministratorUnderTest acting, bool isUser)
    {
        var made = await acting.Caller.PostAsync(
            isUser ? ApiCaller.Users : ApiCaller.Accounts, isUser ? NewUser.Request() : ApiCaller.NewAccount("api_key")).JsonAsync(HttpStatusCode.Created);
        var token = isUser
            ? await acting.Caller.PostAsync($"/management/v1/principals/{made.IdOf()}/tokens", new JsonObject()).JsonAsync(HttpStatusCode.Created)
            : made["tokens"]![0]!;
        var caller = new ApiCaller(server, "Bearer " + token["token"]!.GetValue<string>());
        var administrator = new AdministratorUnderTest(made.IdOf(), isUser, caller);
        _administrators.Add(administrator);
        await BindAsync(acting, administrator);
    }

    private static async Task BindAsync(AdministratorUnderTest acting, AdministratorUnderTest to)
    {
        await acting.Caller.PostAsync(AccessOf(to.Id) + "/role-bindings", Binding(SuperAdmin)).JsonAsync(HttpStatusCode.Created);
        to.IsBound = true;
    }

    private async Task UnbindAsync(AdministratorUnderTest acting, AdministratorUnderTest to)
    {
        var bindings = (await acting.Caller.GetAsync(AccessOf(to.Id)).JsonAsync())["role_bindings"]!.AsArray();
        await EndAsync(
            to, true, acting.Caller.DeleteAsync($"{AccessOf(to.Id)}/role-bindings/{Assert.Single(bindings).IdOf()}"), HttpStatusCode.NoContent,
            () => to.IsBound = false);
    }

    private Task ExpireAsync(AdministratorUnderTest acting, AdministratorUnderTest to, DateTimeOffset end) => EndAsync(
        to, true, acting.Caller.PatchAsync(to.Url, new JsonObject { ["expires_at"] = end.ToString("O") }), HttpStatusCode.OK,
        () => to.ExpiresAt = DateTimeOffset.FromUnixTimeMilliseconds(end.ToUnixTimeMilliseconds()));

    // It would stay inactive: moving its end is what brings it back.
    private static Task<JsonObject> ActivateExpiredAsync(AdministratorUnderTest acting, AdministratorUnderTest to) =>
        acting.Caller.PostAsync(to.Url + "/activate").ProblemAsync(HttpStatusCode.Conflict, "expired");

    private async Task DeactivateAccountsAsync(AdministratorUnderTest acting)
    {
        var accounts = _administrators.FindAll(administrator => administrator is { IsUser: false, IsDeleted: false });
        if (accounts.Count > 0)
        {
            var ids = ApiCaller.Ids([.. accounts.Select(account => Guid.Parse(account.Id))]);
            using var answer = await acting.Caller.PostAsync(ApiCaller.Accounts + "/deactivate", new JsonObject { ["ids"] = ids });
            var isRefused = !_administrators.Except(accounts).Any(administrator => administrator.Counts);
            Assert.Equal(isRefused ? HttpStatusCode.Conflict : HttpStatusCode.OK, answer.StatusCode);
            if (isRefused)
            {
                Assert.Equal("last_administrator", await answer.MemberAsync("code"));
            }
            else
            {
                accounts.ForEach(account => account.IsActive = false);
            }
        }
    }

    private async Task EndAsync(
        AdministratorUnderTest to, bool ends, Task<HttpResponseMessage> sending, HttpStatusCode success, Action then)
    {
        var isLast = to is { IsBound: true, IsDeleted: false } && ends
            && !_administrators.Any(administrator => administrator != to && administrator.Counts);
        if (isLast)
        {
            using var answer = await sending;
            Assert.Equal((HttpStatusCode.Conflict, "last_administrator"), (answer.StatusCode, await answer.MemberAsync("code")));
        }
        else
        {
            await AskAsync(to, sending, success, then);
        }
    }

    private static async Task AskAsync(AdministratorUnderTest to, Task<HttpResponseMessage> sending, HttpStatusCode success, Action then)
    {
        await sending.StatusAsync(to.IsDeleted ? HttpStatusCode.NotFound : success);
        if (!to.IsDeleted)
        {
            then();
        }
    }

    private async Task CheckAsync()
    {
        var left = 0;
        foreach (var administrator in _administrators)
        {
            using var answer = await administrator.Caller.GetAsync(ApiCaller.Self);
            var acts = answer.StatusCode == HttpStatusCode.OK
                && (await answer.JsonAsync())["roles"]!.AsArray().Any(role => role.IdOf() == SuperAdmin);
            Assert.Equal(administrator.Acts(Now), acts);
            left += acts && administrator.ExpiresAt is null ? 1 : 0;
        }

        Assert.True(left > 0, "Nobody is left.");
    }

    private sealed class AdministratorUnderTest(string id, bool isUser, ApiCaller caller)
    {
        public string Id { get; } = id;

        public bool IsUser { get; } = isUser;

        public ApiCaller Caller { get; } = caller;

        public string Url => $"{(IsUser ? ApiCaller.Users : ApiCaller.Accounts)}/{Id}";

        public bool IsActive { get; set; } = true;

        public bool IsBound { get; set; } = true;

        public bool IsDeleted { get; set; }

        public DateTimeOffset? ExpiresAt { get; set; }

        public bool Counts => IsActive && IsBound && !IsDeleted && ExpiresAt is null;

        public bool Acts(DateTimeOffset now) => IsActive && IsBound && !IsDeleted && (ExpiresAt is null || ExpiresAt > now);
    }
}
