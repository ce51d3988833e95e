using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.JsonWebTokens;
using ServiceAccounts.Management.Keys;
using ServiceAccounts.Protocol.Keys;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Server.Tests.Management;
using ServiceAccounts.Storage.Keys;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Keys;

/// <summary>What tests of keys do and look at.</summary>
internal static class KeyWorld
{
    public const string Keys = "/management/v1/keys";
    public const string Secrets = Keys + "/secrets";

    /// <summary>What the job does every minute.</summary>
    public static Task RotateWhatIsDueAsync(this IServiceProvider services) =>
        services.GetRequiredService<KeyRotation>().RunAsync(CancellationToken.None);

    /// <summary>The kids that verifiers find.</summary>
    public static async Task<string[]> PublishedAsync(this RunningServer server)
    {
        using var response = await server.Http.GetAsync(new Uri("/.well-known/jwks.json", UriKind.Relative));
        return [.. (await response.JsonAsync())["keys"]!.AsArray().Select(key => key!["kid"]!.GetValue<string>())];
    }

    /// <summary>The keys of an algorithm as they are listed.</summary>
    public static async Task<JsonObject[]> KeysAsync(this ApiCaller caller, string algorithm = SignatureAlgorithms.ES256) =>
        [.. (await caller.GetAsync(Keys).JsonAsync())["items"]!.AsArray().Select(key => key!.AsObject()).Where(key => key["algorithm"]!.GetValue<string>() == algorithm)];

    public static string Kid(this JsonObject key) => key["kid"]!.GetValue<string>();

    public static string State(this JsonObject key) => key["state"]!.GetValue<string>();

    /// <summary>The kid of a token's signature.</summary>
    public static string KidOf(string token) => new JsonWebToken(token).Kid;

    /// <summary>A token for the default Api.</summary>
    public static async Task<string> TokenAsync(this RunningServer server, SecretClient client)
    {
        using var response = await server.RequestTokenAsync(client.Basic, ("grant_type", "client_credentials"));
        return await response.MemberAsync("access_token") ?? throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    /// <summary>Whether our own API takes a token for it.</summary>
    public static async Task<bool> IsAcceptedAsync(this RunningServer server, string token)
    {
        using var response = await new ApiCaller(server, "Bearer " + token).GetAsync(ApiCaller.Self);
        return response.IsSuccessStatusCode;
    }

    /// <summary>Another node on the same database, which listens to nobody and learns what it is told to learn.</summary>
    public static async Task<WebApplication> SecondNodeAsync(this RunningServer server, params string[] settings)
    {
        var app = Program.Build(
            [
                "--environment=Development",
                $"--ServiceAccounts:Issuer={server.Issuer}",
                $"--ServiceAccounts:Storage:Provider={server.Services.GetRequiredService<IOptions<StorageOptions>>().Value.Provider}",
                $"--ServiceAccounts:Storage:ConnectionString={server.Services.GetRequiredService<IOptions<StorageOptions>>().Value.ConnectionString}",
                $"--ServiceAccounts:Certificates:Directory={server.Services.GetRequiredService<IOptions<CertificateOptions>>().Value.Directory}",
                .. settings.Select(setting => "--ServiceAccounts:" + setting),
            ],
            builder =>
            {
                builder.Services.AddSingleton<TimeProvider>(server.Time);
                builder.Logging.ClearProviders();
            });
        await app.Services.GetRequiredService<ChangeFollower>().BeginAsync(CancellationToken.None);
        await app.Services.GetRequiredService<ServerStart>().OpenKeysAsync(CancellationToken.None);
        await app.Services.GetRequiredService<ServerStart>().BeginSigningAsync(CancellationToken.None);
        app.Services.GetRequiredService<KeyFollower>();
        return app;
    }

    /// <summary>What that node does four times a second.</summary>
    public static async Task LearnAsync(this WebApplication node)
    {
        await node.Services.GetRequiredService<ChangeFollower>().FollowAsync(CancellationToken.None);
        await node.Services.GetRequiredService<KeyFollower>().FollowAsync(CancellationToken.None);
    }

    /// <summary>The kid with which a node signs now.</summary>
    public static string SignsWith(this IServiceProvider node, string algorithm = SignatureAlgorithms.ES256) =>
        KidOf(System.Text.Encoding.ASCII.GetString(node.GetRequiredService<ISigningKeys>().Active(algorithm).SignJwt("test", "{}"u8)));
}
