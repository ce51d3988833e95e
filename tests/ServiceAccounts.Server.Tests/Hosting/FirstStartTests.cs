using System.Net;
using System.Text.Json.Nodes;
using ServiceAccounts.Protocol.Clients;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>The first start makes an administrator and tells the owner of the process, and nobody else, how to get in.</summary>
public sealed class FirstStartTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task The_token_is_in_a_file_for_the_owner_alone_and_works()
    {
        await using var server = await BuiltServer.StartInAsync(_directory);
        var file = JsonNode.Parse(await File.ReadAllTextAsync(server.BootstrapFile))!.AsObject();

        Assert.Equal(["name", "email", "token", "created_at"], file.Select(member => member.Key));
        Assert.Equal("Administrator", file["name"]!.GetValue<string>());
        Assert.Equal("admin@localhost", file["email"]!.GetValue<string>());
        Assert.True(CredentialFormat.IsWellFormed(file["token"]!.GetValue<string>(), CredentialFormat.ApiTokenPrefix));
        using var response = await server.ListAccountsAsync(file["token"]!.GetValue<string>());
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.False(File.Exists(server.BootstrapFile + ".new"));
    }

    [Fact]
    public async Task What_the_server_makes_is_for_its_owner_alone()
    {
        if (OperatingSystem.IsWindows())
        {
            return; // Windows' files inherit their rights from the directory.
        }

        var file = Path.Combine(_directory, "first", "bootstrap.json");
        await using var server = await BuiltServer.StartInAsync(_directory, $"Bootstrap:TokenFile={file}");

        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
        foreach (var directory in new[] { "data", "first" })
        {
            Assert.Equal(
                UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(Path.Combine(_directory, directory)));
        }
    }

    [Fact]
    public async Task A_given_token_is_the_token()
    {
        var token = CredentialFormat.Create(CredentialFormat.ApiTokenPrefix);
        await using var server = await BuiltServer.StartInAsync(_directory, $"Bootstrap:Token={token}", "Bootstrap:AdminName=Ada");

        Assert.Equal(token, await server.BootstrapTokenAsync());
        using var response = await server.ListAccountsAsync(token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task The_second_start_makes_nothing_new()
    {
        string token;
        string[] keys;
        await using (var first = await BuiltServer.StartInAsync(_directory))
        {
            token = await first.BootstrapTokenAsync();
            keys = await first.KeyIdsAsync();
        }

        var written = File.GetLastWriteTimeUtc(BuiltServer.BootstrapFileIn(_directory));
        await using var second = await BuiltServer.StartInAsync(_directory);

        Assert.Equal(keys, await second.KeyIdsAsync());
        Assert.Equal(token, await second.BootstrapTokenAsync());
        Assert.Equal(written, File.GetLastWriteTimeUtc(second.BootstrapFile));
        using var response = await second.ListAccountsAsync(token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.DoesNotContain(second.Log.Lines, line => line.Contains("first administrator", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_deleted_file_does_not_come_back()
    {
        await using (await BuiltServer.StartInAsync(_directory))
        {
            File.Delete(BuiltServer.BootstrapFileIn(_directory));
        }

        await using var second = await BuiltServer.StartInAsync(_directory);

        Assert.False(File.Exists(second.BootstrapFile));
    }

    [Fact]
    public async Task In_Production_the_token_works_for_24_hours()
    {
        await using var server = await BuiltServer.StartAsync(
            "Production", "Issuer=https://auth.example.com", $"Certificates:Protection={Pfx.Protection}");
        var token = await server.BootstrapTokenAsync();
        Assert.Contains(server.Log.Lines, line => line.StartsWith("Warning", StringComparison.Ordinal)
            && line.Contains($"API token is in {server.BootstrapFile}; it works for 24 hours", StringComparison.Ordinal));
        Assert.DoesNotContain(server.Log.Lines, line => line.Contains(token, StringComparison.Ordinal));

        server.Time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1));
        using var before = await server.ListAccountsAsync(token);
        Assert.Equal(HttpStatusCode.OK, before.StatusCode);

        server.Time.Advance(TimeSpan.FromSeconds(1));
        using var after = await server.ListAccountsAsync(token);
        Assert.Equal(HttpStatusCode.Unauthorized, after.StatusCode);
    }

    [Fact]
    public async Task In_Production_each_start_warns_while_the_file_exists()
    {
        string[] settings = ["Issuer=https://auth.example.com", $"Certificates:Protection={Pfx.Protection}"];
        var file = BuiltServer.BootstrapFileIn(_directory);
        Assert.DoesNotContain(await LogOfAStartAsync(), IsWarning);
        Assert.Contains(await LogOfAStartAsync(), IsWarning);
        Assert.Contains(await LogOfAStartAsync(), IsWarning);
        File.Delete(file);
        Assert.DoesNotContain(await LogOfAStartAsync(), IsWarning);

        bool IsWarning(string line) => line.Contains($"The first administrator's token is still in {file}", StringComparison.Ordinal);

        async Task<IReadOnlyCollection<string>> LogOfAStartAsync()
        {
            await using var server = await BuiltServer.StartAsync(_directory, ownsDirectory: false, "Production", settings);
            return server.Log.Lines;
        }
    }

    [Fact]
    public async Task Elsewhere_the_token_works_for_ever()
    {
        await using var server = await BuiltServer.StartInAsync(_directory);
        var token = await server.BootstrapTokenAsync();

        server.Time.Advance(TimeSpan.FromDays(1_000));

        using var response = await server.ListAccountsAsync(token);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }
}
