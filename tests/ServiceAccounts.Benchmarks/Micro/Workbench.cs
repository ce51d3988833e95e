using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ServiceAccounts.Benchmarks.Tokens;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Metadata;
using ServiceAccounts.Server.Hosting;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Benchmarks.Micro;

/// <summary>A server in this process on a database of its own, whose parts are measured one by one.</summary>
internal sealed class Workbench : IAsyncDisposable
{
    // One has a secret, another a key.
    private const int SecretClient = 1;
    private const int KeyClient = 2;
    private const string BodyMark = "\r\n\r\n";

    private readonly WebApplication _app;
    private readonly DirectoryInfo _directory;

    private Workbench(WebApplication app, DirectoryInfo directory, string secret) => (_app, _directory, Secret) = (app, directory, secret);

    /// <summary>The secret of the client that has one.</summary>
    public string Secret { get; }

    /// <summary>The <c>client_id</c> of that client.</summary>
    public string ClientId { get; } = BulkAccounts.ClientIdOf(SecretClient);

    /// <summary>The form in which it asks for a token.</summary>
    public byte[] SecretForm => BodyOf(TokenRequests.Post(SecretClient, Secret));

    /// <summary>The form in which the client with a key does.</summary>
    public byte[] AssertionForm { get; private set; } = [];

    /// <summary>A part of the server.</summary>
    public T Get<T>()
        where T : notnull => _app.Services.GetRequiredService<T>();

    /// <summary>Starts it.</summary>
    public static async Task<Workbench> StartAsync()
    {
        var directory = Directory.CreateTempSubdirectory("serviceaccounts-micro-");
        var url = ServerProcess.FreeUrl();
        string[] settings =
        [
            "--environment=Development",
            $"--urls={url}",
            $"--ServiceAccounts:Storage:ConnectionString=Data Source={Path.Combine(directory.FullName, "serviceaccounts.db")}",
            $"--ServiceAccounts:Certificates:Directory={Path.Combine(directory.FullName, "certs")}",
            $"--ServiceAccounts:Bootstrap:TokenFile={Path.Combine(directory.FullName, "bootstrap.json")}",
            $"--ServiceAccounts:Journal:SpillDirectory={Path.Combine(directory.FullName, "spill")}",
        ];
        var accounts = new BulkAccounts(settings);
        await accounts.AddAsync(KeyClient, TextWriter.Null);
        var app = Server.Program.Build(settings, builder => builder.Logging.ClearProviders());
        await app.Services.GetRequiredService<ServerStart>().RunAsync(CancellationToken.None);
        await app.StartAsync();
        var bench = new Workbench(app, directory, accounts.Secret);
        await bench.GiveKeyAsync();
        return bench;
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.DisposeAsync();
        _directory.Delete(recursive: true);
    }

    private async Task GiveKeyAsync()
    {
        using var signer = new AssertionSigner(Get<Issuer>().Value) { ClientId = BulkAccounts.ClientIdOf(KeyClient) };
        await using var db = await Get<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        var application = await db.Set<Application>().Where(a => a.ClientId == signer.ClientId).Select(a => a.Id).SingleAsync();
        await db.Set<Application>().Where(a => a.Id == application)
            .ExecuteUpdateAsync(set => set.SetProperty(a => a.AuthenticationMethod, ClientAuthenticationMethod.PrivateKeyJwt));
        db.Add(new KeySet
        {
            Id = Guid.CreateVersion7(TimeProvider.System.GetUtcNow()),
            ApplicationId = application,
            Jwks = signer.Jwks().ToJsonString(),
        });
        await db.SaveChangesAsync();
        AssertionForm = BodyOf(signer.Sign(1, TokenRequests.AssertionForm)[0]);
    }

    private static byte[] BodyOf(byte[] request) => request[(request.AsSpan().IndexOf(Encoding.ASCII.GetBytes(BodyMark)) + BodyMark.Length)..];
}
