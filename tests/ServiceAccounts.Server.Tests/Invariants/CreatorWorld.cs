using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Testing;
using static ServiceAccounts.Server.Tests.Management.AccessSteps;

namespace ServiceAccounts.Server.Tests.Invariants;

/// <summary>Users and service accounts that make accounts, and end: what they made goes on getting tokens.</summary>
internal sealed class CreatorWorld(RunningServer server)
{
    private readonly List<CreatorUnderTest> _creators = [];
    private readonly List<(SecretClient Client, string ApiToken)> _made = [];

    public static IReadOnlyList<string> Operations { get; } =
        ["create", "create", "create", "create user", "create creator", "deactivate", "activate", "unbind", "delete", "delete", "revoke tokens", "pass time"];

    private ApiCaller Administrator => ApiCaller.Administrator(server);

    public async Task RunAsync(IReadOnlyList<Step> steps)
    {
        await AddUserAsync();
        await CreateAsync(_creators[0]);
        foreach (var step in steps)
        {
            await DoAsync(step, Step.Choose(_creators, step.To));
            foreach (var (client, apiToken) in _made)
            {
                Assert.Equal("api:read api:write", await server.ScopeAsync(client));
                await new ApiCaller(server, "Token " + apiToken).GetAsync(ApiCaller.Self).StatusAsync(HttpStatusCode.OK);
            }
        }
    }

    private Task DoAsync(Step step, CreatorUnderTest creator) => step.Does switch
    {
        "create" => CreateAsync(creator),
        "create user" => AddUserAsync(),
        "create creator" => CreateCreatorAsync(creator),
        "deactivate" or "activate" => SetAsync(creator, step.Does),
        "unbind" => UnbindAsync(creator),
        "delete" => DeleteAsync(creator),
        "revoke tokens" => RevokeAsync(creator),
        _ => PassTime(step.With),
    };

    private Task PassTime(int minutes)
    {
        server.Time.Advance(TimeSpan.FromMinutes(minutes));
        return Task.CompletedTask;
    }

    private async Task AddUserAsync()
    {
        var (id, caller) = await NewUser.AddAsync(server, SystemRole.TenantAdmin);
        _creators.Add(new CreatorUnderTest(id, $"{ApiCaller.Users}/{id}", caller));
    }

    private async Task CreateAsync(CreatorUnderTest creator)
    {
        using var answer = await creator.Caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("oauth_client_secret", SystemRole.ApiDefault.Id));
        if (await MadeByAsync(creator, answer) is { } account)
        {
            var application = account["applications"]![0]!;
            var token = await creator.Caller.PostAsync($"/management/v1/principals/{account.IdOf()}/tokens", new JsonObject())
                .JsonAsync(HttpStatusCode.Created);
            _made.Add((
                new SecretClient(
                    account.IdOf(), application["client_id"]!.GetValue<string>(),
                    application["secrets"]![0]!["client_secret"]!.GetValue<string>(), account),
                token["token"]!.GetValue<string>()));
        }
    }

    // A machine that makes machines, made by one that may be gone tomorrow.
    private async Task CreateCreatorAsync(CreatorUnderTest creator)
    {
        using var answer = await creator.Caller.PostAsync(ApiCaller.Accounts, ApiCaller.NewAccount("api_key", SystemRole.TenantAdmin.Id));
        if (await MadeByAsync(creator, answer) is { } account)
        {
            var caller = new ApiCaller(server, "Bearer " + account["tokens"]![0]!["token"]!.GetValue<string>());
            _creators.Add(new CreatorUnderTest(account.IdOf(), $"{ApiCaller.Accounts}/{account.IdOf()}", caller));
        }
    }

    private static async Task<JsonObject?> MadeByAsync(CreatorUnderTest creator, HttpResponseMessage answer)
    {
        Assert.Equal(creator.Creates ? HttpStatusCode.Created : creator.IsKnown ? HttpStatusCode.Forbidden : HttpStatusCode.Unauthorized, answer.StatusCode);
        return creator.Creates ? await answer.JsonAsync() : null;
    }

    private async Task SetAsync(CreatorUnderTest creator, string how)
    {
        await Administrator.PostAsync($"{creator.Url}/{how}").StatusAsync(creator.IsDeleted ? HttpStatusCode.NotFound : HttpStatusCode.OK);
        creator.IsActive = how == "activate";
    }

    private async Task UnbindAsync(CreatorUnderTest creator)
    {
        if (!creator.IsDeleted && creator.IsBound)
        {
            var binding = (await Administrator.GetAsync(AccessOf(creator.Id)).JsonAsync())["role_bindings"]![0].IdOf();
            await Administrator.DeleteAsync($"{AccessOf(creator.Id)}/role-bindings/{binding}").StatusAsync(HttpStatusCode.NoContent);
            creator.IsBound = false;
        }
    }

    private async Task DeleteAsync(CreatorUnderTest creator)
    {
        await Administrator.DeleteAsync(creator.Url).StatusAsync(creator.IsDeleted ? HttpStatusCode.NotFound : HttpStatusCode.NoContent);
        creator.IsDeleted = true;
    }

    private async Task RevokeAsync(CreatorUnderTest creator)
    {
        if (!creator.IsDeleted)
        {
            await Administrator.PostAsync($"/management/v1/principals/{creator.Id}/tokens/regenerate", new JsonObject()).StatusAsync(HttpStatusCode.Created);
            creator.HasToken = false;
        }
    }

    private sealed record CreatorUnderTest(string Id, string Url, ApiCaller Caller)
    {
        public bool IsActive { get; set; } = true;

        public bool IsBound { get; set; } = true;

        public bool IsDeleted { get; set; }

        public bool HasToken { get; set; } = true;

        public bool IsKnown => IsActive && !IsDeleted && HasToken;

        public bool Creates => IsKnown && IsBound;
    }
}
