using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Server.Commands;
using ServiceAccounts.Server.Jobs;
using ServiceAccounts.Server.Tests.Hosting;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Commands;

/// <summary>A backup is taken while the server works, and a restore forgets nothing that it can be told.</summary>
public sealed class BackUpTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;
    private readonly string _restored = Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

    private string BackUpFile => Path.Combine(_directory, "backup.db");

    public void Dispose()
    {
        Directory.Delete(_directory, recursive: true);
        Directory.Delete(_restored, recursive: true);
    }

    [Fact]
    public async Task A_restored_backup_refuses_the_tokens_of_before_takes_the_secrets_and_knows_what_it_missed()
    {
        string admin, oldToken;
        SecretClient client, deactivated;
        await using (var server = await BuiltServer.StartInAsync(_directory))
        {
            admin = await server.BootstrapTokenAsync();
            (client, deactivated) = (await CreateAsync(server, admin, "kept"), await CreateAsync(server, admin, "deactivated"));
            oldToken = await TokenAsync(server, client);
            Assert.Equal(HttpStatusCode.OK, await SelfAsync(server, oldToken));

            using var ending = new CancellationTokenSource();
            var load = LoadAsync(server, client, ending.Token);
            var (code, said) = await BackUpAsync();
            await ending.CancelAsync();
            await load;
            Assert.Equal(0, code);
            Assert.Contains("SHA-256     ", said, StringComparison.Ordinal);
            Assert.Contains("dev-protection.pfx", said, StringComparison.Ordinal);
            Assert.Equal(["backup.db"], Directory.GetFiles(_directory).Select(Path.GetFileName));
            if (!OperatingSystem.IsWindows())
            {
                Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(BackUpFile));
            }

            using var response = await SendAsync(server, admin, HttpMethod.Post, $"/management/v1/service-accounts/{deactivated.AccountId}/deactivate");
            Assert.True(response.IsSuccessStatusCode, await response.Content.ReadAsStringAsync());
            await File.WriteAllTextAsync(Path.Combine(_directory, "journal.ndjson"), await ExportAsync(server, admin));
        }

        Restore();
        var (restored, output) = await RestoredAsync(Path.Combine(_directory, "journal.ndjson"));

        Assert.Equal(0, restored);
        Assert.Contains("Lost are ", output, StringComparison.Ordinal);
        Assert.Contains($"service_account.deactivated service_account {deactivated.AccountId}", output, StringComparison.Ordinal);
        Assert.DoesNotContain("service_account.created", output, StringComparison.Ordinal);
        Assert.DoesNotContain("is another one in the file", output, StringComparison.Ordinal);
        await using var again = await BuiltServer.StartInAsync(_restored);
        Assert.Equal(HttpStatusCode.Unauthorized, await SelfAsync(again, oldToken));
        Assert.Equal(HttpStatusCode.OK, await SelfAsync(again, await TokenAsync(again, client)));
        Assert.Equal(HttpStatusCode.OK, await SelfAsync(again, await TokenAsync(again, deactivated))); // As the backup has it.
        Assert.Contains("\"server.restored\"", await ExportAsync(again, admin), StringComparison.Ordinal);
        using var verified = await SendAsync(again, admin, HttpMethod.Post, "/management/v1/journal/verify", new JsonObject());
        Assert.True((await verified.JsonAsync())["verified"]!.GetValue<bool>());
    }

    [Theory]
    [InlineData("2026-11-22T20:00:00.000Z info: ServiceAccounts.Server.Jobs.JournalHeadJob[1401] The journal's head is {0} with seal {1} of 2026-11-22T20:00:00.0000000+00:00")]
    [InlineData("""{{"Timestamp":"2026-11-22T20:00:00.000Z","EventId":1401,"Message":"The journal\u0027s head is {0} with seal {1} of 2026-11-22T20:00:00.0000000\u002B00:00"}}""")]
    [InlineData("""{{"position":{0},"at":"2026-11-22T20:00:00Z","seal":"{1}"}}""")]
    [InlineData("""{{"verified":true,"head":{{"position":{0},"at":"2026-11-22T20:00:00Z","seal":"{1}"}}}}""")]
    public async Task Heads_of_any_form_say_what_is_common_what_is_lost_and_what_contradicts(string line)
    {
        LedgerHead head;
        await using (var server = await BuiltServer.StartInAsync(_directory))
        {
            head = await HeadAsync(server);
            await BackUpAsync();
        }

        Restore();
        var heads = Path.Combine(_directory, "heads.log");
        string Line(long position, string seal) => string.Format(System.Globalization.CultureInfo.InvariantCulture, line, position, seal);
        await File.WriteAllLinesAsync(
            heads, ["something else", Line(head.Position, Convert.ToHexStringLower(head.Seal)), Line(head.Position, new string('a', 64)), Line(head.Position + 7, new string('b', 64))]);
        var (code, output) = await RestoredAsync(heads);

        Assert.Equal(0, code);
        Assert.Contains($"Of the 3 entries in the file, entry {head.Position} is the last that the backup has.", output, StringComparison.Ordinal);
        Assert.Contains($"Entry {head.Position} is another one in the file", output, StringComparison.Ordinal);
        Assert.Matches("Lost are 7 entries or more, from .* to 2026-11-22T20:00:00", output);
    }

    [Fact]
    public async Task The_line_that_the_server_logs_is_one_that_is_read()
    {
        await using var server = await BuiltServer.StartInAsync(_directory);
        var head = await HeadAsync(server);
        await server.Services.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<JournalHeadJob>().Single().LogAsync(CancellationToken.None);
        var log = Path.Combine(_directory, "server.log");
        await File.WriteAllLinesAsync(log, server.Log.Lines);

        var read = Assert.Single(await KnownEntries.ReadAsync(log, CancellationToken.None));

        Assert.Equal((head.Position, Convert.ToHexStringLower(head.Seal)), (read.Position, read.Seal));
        Assert.True((head.At - read.At)?.Duration() < TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task A_second_restore_ends_the_tokens_of_the_first()
    {
        await using (var server = await BuiltServer.StartInAsync(_directory))
        {
            await BackUpAsync();
        }

        var epochs = new List<long>();
        for (var times = 0; times < 2; times++)
        {
            Restore();
            await RestoredAsync(null);
            await using var server = await BuiltServer.StartInAsync(_restored);
            await using var db = await server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
            epochs.Add(await db.Set<Storage.Accounts.Principal>().Select(p => p.Epoch).FirstAsync());
        }

        Assert.True(epochs[0] < epochs[1], $"{epochs[0]} {epochs[1]}");
    }

    [Fact]
    public async Task A_file_that_is_there_is_never_written_over()
    {
        await using var server = await BuiltServer.StartInAsync(_directory);
        await File.WriteAllTextAsync(BackUpFile, "the only good copy");

        var refused = await Assert.ThrowsAsync<CommandException>(BackUpAsync);

        Assert.Contains($"'{BackUpFile}' is there already", refused.Message, StringComparison.Ordinal);
        Assert.Equal("the only good copy", await File.ReadAllTextAsync(BackUpFile));
    }

    [Fact]
    public async Task A_file_without_entries_and_a_server_that_runs_are_refused_before_anything_is_changed()
    {
        await using var server = await BuiltServer.StartInAsync(_directory);
        var file = Path.Combine(_directory, "x.log");
        await File.WriteAllTextAsync(file, "nothing\n{\n");
        var before = (await HeadAsync(server)).Position;

        Task<(int, string)> RunAsync(string? known) =>
            Command.RunAsync<RestoredCommand>(_directory, command => command.RunAsync(known, CancellationToken.None));
        Assert.Contains("has no entry of the journal", (await Assert.ThrowsAsync<CommandException>(() => RunAsync(file))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<CommandException>(() => RunAsync(file + ".missing"));
        Assert.StartsWith("Another server runs on the database", (await Assert.ThrowsAsync<IOException>(() => RunAsync(null))).Message, StringComparison.Ordinal);
        Assert.Equal(before, (await HeadAsync(server)).Position);
    }

    [Fact]
    public async Task Without_a_database_there_is_nothing_to_copy_and_nothing_restored()
    {
        Assert.Contains("There is no database", (await Assert.ThrowsAsync<CommandException>(BackUpAsync)).Message, StringComparison.Ordinal);
        Assert.Contains("There is no database", (await Assert.ThrowsAsync<CommandException>(() => RestoredAsync(null))).Message, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFileSystemEntries(_directory));
        Assert.Empty(Directory.GetFileSystemEntries(_restored));
    }

    private Task<(int Code, string Output)> BackUpAsync() =>
        Command.RunAsync<BackUpCommand>(_directory, command => command.RunAsync(BackUpFile, CancellationToken.None));

    private Task<(int Code, string Output)> RestoredAsync(string? file) => Command.RunAsync<RestoredCommand>(
        _restored, command => command.RunAsync(file, CancellationToken.None));

    private void Restore()
    {
        Directory.CreateDirectory(Path.Combine(_restored, "data"));
        File.Copy(BackUpFile, BuiltServer.DatabaseIn(_restored), overwrite: true);
    }

    private static async Task LoadAsync(BuiltServer server, SecretClient client, CancellationToken ending)
    {
        do
        {
            await TokenAsync(server, client);
        }
        while (!ending.IsCancellationRequested);
    }

    private static async Task<LedgerHead> HeadAsync(BuiltServer server) =>
        (await server.Services.GetRequiredService<LedgerVerification>().HeadAsync(CancellationToken.None))!; // The first start wrote entries.

    private static async Task<SecretClient> CreateAsync(BuiltServer server, string admin, string name)
    {
        using var response = await SendAsync(server, admin, HttpMethod.Post, "/management/v1/service-accounts", new JsonObject
        {
            ["name"] = name,
            ["auth_type"] = "oauth_client_secret",
            ["role_ids"] = new JsonArray(SystemRole.Member.Id.ToString()),
        });
        var account = await response.JsonAsync();
        var application = account["applications"]![0]!;
        return new SecretClient(
            account["id"]!.GetValue<string>(), application["client_id"]!.GetValue<string>(),
            application["secrets"]![0]!["client_secret"]!.GetValue<string>(), account);
    }

    private static async Task<string> TokenAsync(BuiltServer server, SecretClient client)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/oauth2/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("resource", "http://localhost")]),
        };
        request.Headers.TryAddWithoutValidation("Authorization", client.Basic);
        using var response = await server.Http.SendAsync(request);
        return await response.MemberAsync("access_token") ?? throw new InvalidOperationException(await response.Content.ReadAsStringAsync());
    }

    private static async Task<HttpStatusCode> SelfAsync(BuiltServer server, string token)
    {
        using var response = await SendAsync(server, token, HttpMethod.Get, "/management/v1/self");
        return response.StatusCode;
    }

    private static async Task<string> ExportAsync(BuiltServer server, string admin)
    {
        using var response = await SendAsync(server, admin, HttpMethod.Get, "/management/v1/journal?scope=system", accept: "application/x-ndjson");
        return await response.Content.ReadAsStringAsync();
    }

    private static async Task<HttpResponseMessage> SendAsync(
        BuiltServer server, string token, HttpMethod method, string path, JsonObject? body = null, string accept = "application/json")
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd(accept);
        return await server.Http.SendAsync(request);
    }
}
