using System.Net;
using System.Net.Http.Headers;
using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>The commands of the binary that are not serving.</summary>
public sealed class ServerCommandTests : IDisposable
{
    private static readonly (string Name, string Value) Development = ("ASPNETCORE_ENVIRONMENT", "Development");

    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task Generate_token_prints_a_well_formed_token_and_touches_nothing()
    {
        await using var command = ServerProcess.Start(_directory, ["--generate-token"]);

        Assert.Equal(0, await command.ExitCodeAsync());
        Assert.True(CredentialFormat.IsWellFormed(command.Output.Trim(), CredentialFormat.ApiTokenPrefix));
        Assert.Empty(command.Errors.Trim());
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public async Task Help_is_printed_without_a_setting_and_a_typing_error_starts_nothing()
    {
        await using var help = ServerProcess.Start(_directory, ["--help"]);
        await using var wrong = ServerProcess.Start(_directory, ["--dump", "/tmp/b.db"], Development);

        Assert.Equal(0, await help.ExitCodeAsync());
        Assert.Contains("  --migrate ", help.Output, StringComparison.Ordinal);
        Assert.Equal(1, await wrong.ExitCodeAsync());
        Assert.StartsWith("--dump: This is no command and no setting.", wrong.Errors.Trim(), StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
    }

    [Fact]
    public async Task Migrate_makes_the_database_and_no_administrator()
    {
        for (var times = 0; times < 2; times++)
        {
            await using var command = ServerProcess.Start(_directory, ["--migrate"], Development);

            Assert.Equal(0, await command.ExitCodeAsync());
            Assert.Equal("The database is up to date.", command.Output.Trim());
        }

        Assert.True(File.Exists(Path.Combine(_directory, "data", "serviceaccounts.db")));
        Assert.False(File.Exists(Path.Combine(_directory, "data", "bootstrap.json")));
    }

    [Fact]
    public async Task New_admin_token_is_the_way_back_beside_a_running_server()
    {
        var url = ServerProcess.FreeUrl();
        await using var server = ServerProcess.Start(_directory, [], Development, ("ASPNETCORE_URLS", url));
        await server.ReadyAsync();

        await using var command = ServerProcess.Start(_directory, ["--new-admin-token"], Development);
        Assert.Equal(0, await command.ExitCodeAsync());
        var token = command.Output.Trim();

        Assert.True(CredentialFormat.IsWellFormed(token, CredentialFormat.ApiTokenPrefix));
        using var http = new HttpClient();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using var response = await http.GetAsync(new Uri(url + "/management/v1/service-accounts"));
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
    }

    [Fact]
    public async Task New_admin_token_without_a_database_says_so()
    {
        await using var command = ServerProcess.Start(_directory, ["--new-admin-token"], Development);

        Assert.Equal(1, await command.ExitCodeAsync());
        Assert.StartsWith("The server does not start. ", command.Errors.Trim(), StringComparison.Ordinal);
        Assert.Contains("ServiceAccounts:Storage:ConnectionString", command.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", command.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_setting_ends_it_with_the_message_and_without_a_stack()
    {
        await using var server = ServerProcess.Start(
            _directory, [], Development, ("ServiceAccounts__Tokens__DefaultTtlSeconds", "abc"));

        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.Equal(
            """
            The server does not start. The settings are not valid:
              ServiceAccounts:Tokens:DefaultTtlSeconds: The value is not of type Int32. For example ServiceAccounts__Tokens__DefaultTtlSeconds=3600
            """,
            server.Errors.Trim());
        Assert.False(Directory.Exists(Path.Combine(_directory, "data")));
    }

    [Fact]
    public async Task A_database_that_cannot_be_opened_ends_it_with_a_sentence()
    {
        Directory.CreateDirectory(Path.Combine(_directory, "data"));
        await File.WriteAllTextAsync(Path.Combine(_directory, "data", "serviceaccounts.db"), new string('x', 8_192));
        await using var server = ServerProcess.Start(_directory, [], Development);

        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.StartsWith("The server does not start. ", server.Errors.Trim(), StringComparison.Ordinal);
        Assert.Contains("ServiceAccounts:Storage:ConnectionString", server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_it_with_a_sentence()
    {
        using var other = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        other.Start();
        await using var server = ServerProcess.Start(
            _directory, [], Development, ("ASPNETCORE_URLS", $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}"));

        Assert.Equal(1, await server.ExitCodeAsync());
        var url = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";
        Assert.Equal(
            $"The server does not start. It cannot listen on {url}. Failed to bind to address {url}: address already in use. "
            + "ASPNETCORE_URLS (or Kestrel:Endpoints) names the address, for example ASPNETCORE_URLS=http://localhost:5081",
            server.Errors.Trim());
        Assert.DoesNotContain("crit: ", server.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_that_is_none_ends_it_with_a_sentence()
    {
        await using var server = ServerProcess.Start(_directory, [], Development, ("ASPNETCORE_URLS", "localhost"));

        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.StartsWith("The server does not start. It cannot listen on localhost. ", server.Errors.Trim(), StringComparison.Ordinal);
        Assert.Contains(" ASPNETCORE_URLS (or Kestrel:Endpoints)", server.Errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", server.Output + server.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_protection_certificate_ends_it_with_a_sentence_alone()
    {
        await using (var server = ServerProcess.Start(_directory, [], Development, ("ASPNETCORE_URLS", "http://127.0.0.1:0")))
        {
            await server.ReadyAsync();
        }

        await using var wrong = ServerProcess.Start(
            _directory, [], Development, ("ServiceAccounts__Certificates__Protection", Pfx.OtherProtection));
        Assert.Equal(1, await wrong.ExitCodeAsync());
        Assert.StartsWith(
            "The server does not start. ServiceAccounts:Certificates:Protection: This certificate does not open the keys",
            wrong.Errors.Trim(), StringComparison.Ordinal);
        Assert.Empty(wrong.Output.Trim());
    }
}
