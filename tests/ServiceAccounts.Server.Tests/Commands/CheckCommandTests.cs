using System.Net;
using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Server.Commands;
using ServiceAccounts.Server.Tests.Hosting;
using ServiceAccounts.Storage;
using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Commands;

/// <summary>What <c>--check</c> says of a good server, and of each thing that is wrong.</summary>
public sealed class CheckCommandTests(CheckCommandTests.Fixture fixture) : IClassFixture<CheckCommandTests.Fixture>
{
    private string Directory => fixture.Directory;

    [Fact]
    public async Task All_is_well_beside_a_running_server_and_nothing_is_changed()
    {
        var before = Files();

        var (code, output) = await CheckAsync();

        Assert.Equal(0, code);
        Assert.DoesNotContain("problem ", output, StringComparison.Ordinal);
        Assert.All(
            [
                "ok       The settings are valid.", "ok       The protection certificate ", "ok       The TLS certificate ",
                "ok       A server runs on the database", "has the schema of this version.", "ok       The database can be written.",
                "ok       The database has this machine's clock.", "ok       The protection certificate opens all ", "ok       The server can write into ",
                "is the server's alone.",
            ],
            line => Assert.Contains(line, output, StringComparison.Ordinal));
        Assert.Equal(before, Files());
    }

    [Fact]
    public async Task A_database_that_is_not_there_yet_is_not_made()
    {
        var empty = System.IO.Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

        var (code, output) = await Command.RunAsync<CheckCommand>(empty, check => check.RunAsync(CancellationToken.None));

        Assert.Equal(0, code);
        Assert.Contains("warning  There is no database ", output, StringComparison.Ordinal);
        Assert.Empty(System.IO.Directory.GetFileSystemEntries(empty));
        System.IO.Directory.Delete(empty);
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_a_problem()
    {
        var other = Path.Combine(Directory, "other.db");
        await File.WriteAllTextAsync(other, new string('x', 8_192));

        var (code, output) = await CheckAsync(null, $"ServiceAccounts:Storage:ConnectionString=Data Source={other}");

        Assert.Equal(1, code);
        Assert.Contains($"problem  The database '{other}' cannot be reached, read or written: ", output, StringComparison.Ordinal);
        File.Delete(other);
    }

    [Fact]
    public async Task Migrations_that_wait_are_named()
    {
        var old = await CopyAsync("DELETE FROM \"__EFMigrationsHistory\" WHERE \"MigrationId\" LIKE '%_Nodes'");

        var (code, output) = await CheckAsync(null, $"ServiceAccounts:Storage:ConnectionString=Data Source={old}");

        Assert.Equal(0, code);
        Assert.Matches("warning  The database waits for [0-9]{14}_Nodes.*--migrate", output);
        File.Delete(old);
    }

    [Fact]
    public async Task A_later_schema_is_a_problem()
    {
        var later = await CopyAsync("INSERT INTO \"__EFMigrationsHistory\" VALUES ('29990101000000_Later', '99')");

        var (code, output) = await CheckAsync(null, $"ServiceAccounts:Storage:ConnectionString=Data Source={later}");

        Assert.Equal(1, code);
        Assert.Contains("problem  The database is of a later version: it has 29990101000000_Later.", output, StringComparison.Ordinal);
        File.Delete(later);
    }

    [Fact]
    public async Task Another_protection_certificate_is_a_problem()
    {
        var (code, output) = await CheckAsync(null, $"ServiceAccounts:Certificates:Protection={Pfx.OtherProtection}");

        Assert.Equal(1, code);
        Assert.Contains("problem  The protection certificate does not open the keys in the database.", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(340, 0, "warning  The TLS certificate ")]
    [InlineData(400, 1, "problem  The TLS certificate ")]
    public async Task A_certificate_that_runs_out_is_told_of(int days, int code, string line)
    {
        var later = new ManualTime();
        later.Advance(TimeSpan.FromDays(days));

        var (actual, output) = await CheckAsync(builder => builder.Services.AddSingleton<TimeProvider>(later));

        Assert.Equal(code, actual);
        Assert.Contains(line, output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, "ok       This machine's clock and the database's differ by 1.0 s.")]
    [InlineData(-5, 0, "warning  This machine's clock and the database's differ by 5.0 s. Synchronise")]
    [InlineData(31, 1, "problem  This machine's clock and the database's differ by 31.0 s. Synchronise")]
    public async Task A_clock_that_is_wrong_is_told_of(int seconds, int code, string line)
    {
        var time = new ManualTime();

        var (actual, output) = await CheckAsync(builder =>
        {
            builder.Services.AddSingleton<TimeProvider>(time);
            var database = builder.Services.Last(service => service.ServiceType == typeof(IDatabase));
            builder.Services.AddSingleton<IDatabase>(provider => new OtherClock(
                (IDatabase)ActivatorUtilities.CreateInstance(provider, database.ImplementationType!), time.GetUtcNow().AddSeconds(seconds)));
        });

        Assert.Equal(code, actual);
        Assert.Contains(line, output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_in_use_and_one_that_is_none_are_told_of()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var taken = $"http://127.0.0.1:{((IPEndPoint)other.LocalEndpoint).Port}";

        var (code, output) = await CheckAsync(null, $"urls={taken};localhost;http://192.0.2.1:5080");

        Assert.Equal(1, code);
        Assert.Contains($"warning  The address {taken} is in use.", output, StringComparison.Ordinal);
        Assert.Contains("problem  The address localhost is none", output, StringComparison.Ordinal);
        Assert.Contains("problem  Nobody can listen on http://192.0.2.1:5080", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_a_problem()
    {
        var file = Path.Combine(Directory, "a-file");
        await File.WriteAllTextAsync(file, string.Empty);

        // Below a file nobody can make one, whoever runs the test.
        var (code, output) = await CheckAsync(null, "ServiceAccounts:Bootstrap:TokenFile=/proc/serviceaccounts/bootstrap.json");

        Assert.Equal(1, code);
        Assert.Contains("problem  The server cannot write into '/proc'", output, StringComparison.Ordinal);
        File.Delete(file);
    }

    [Fact]
    public async Task A_spill_directory_that_cannot_be_written_is_a_problem_and_one_that_others_see_is_told_of()
    {
        var (code, output) = await CheckAsync(null, "ServiceAccounts:Journal:SpillDirectory=/proc/serviceaccounts/spill");
        Assert.Equal(1, code);
        Assert.Contains("problem  The server cannot write into '/proc'", output, StringComparison.Ordinal);
        Assert.Contains("ServiceAccounts:Journal:SpillDirectory", output, StringComparison.Ordinal);

        if (!OperatingSystem.IsWindows())
        {
            var open = System.IO.Directory.CreateDirectory(Path.Combine(Directory, "open"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupRead);
            (code, output) = await CheckAsync(null, $"ServiceAccounts:Journal:SpillDirectory={open.FullName}");
            Assert.Equal(0, code);
            Assert.Contains($"warning  The directory '{open.FullName}' for records that the database has not taken yet is open to other users.", output, StringComparison.Ordinal);
            open.Delete();
        }
    }

    [Fact]
    public async Task Previous_protection_certificates_are_told_of()
    {
        var (code, output) = await CheckAsync(null, $"ServiceAccounts:Certificates:PreviousProtection:0:File={Pfx.OtherProtection}");

        Assert.Equal(0, code);
        Assert.Matches("ok       The previous protection certificate .* is at hand", output);

        (code, output) = await CheckAsync(
            null, $"ServiceAccounts:Certificates:PreviousProtection:0:File={Pfx.OtherProtection}", $"ServiceAccounts:Certificates:Protection={Pfx.OtherProtection}");
        Assert.Equal(1, code); // It is not the one of the database either.
        Assert.Matches("warning  The previous protection certificate .* is the one of today", output);
    }

    [Fact]
    public async Task In_Production_the_bootstrap_file_is_told_of()
    {
        var (code, output) = await CheckAsync(
            null, "environment=Production", "ServiceAccounts:Issuer=https://auth.example.com", $"ServiceAccounts:Certificates:Protection={Pfx.Protection}");

        Assert.Equal(1, code); // Another certificate than that of Development.
        Assert.Contains("warning  The first administrator's token is still in ", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Wrong_settings_are_problems_and_the_exit_code_says_so()
    {
        await using var command = ServerProcess.Start(
            Directory, ["--check", "--ServiceAccounts:Tokens:DefaultTtlSeconds=1", "--ServiceAccounts:X=1"], ("ASPNETCORE_ENVIRONMENT", "Development"),
            ("ServiceAccounts__Certificates__Directory", Pfx.DevelopmentDirectory));

        Assert.Equal(1, await command.ExitCodeAsync());
        Assert.Contains("problem  ServiceAccounts:Tokens:DefaultTtlSeconds: ", command.Output, StringComparison.Ordinal);
        Assert.Contains("problem  ServiceAccounts:X: ", command.Output, StringComparison.Ordinal);
    }

    private Task<(int Code, string Output)> CheckAsync(Action<WebApplicationBuilder>? configure = null, params string[] settings) =>
        Command.RunAsync<CheckCommand>(Directory, check => check.RunAsync(CancellationToken.None), configure, settings);

    private List<string> Files() => [.. System.IO.Directory.EnumerateFiles(Directory, "*", SearchOption.AllDirectories).Order()];

    private async Task<string> CopyAsync(string change)
    {
        var copy = Path.Combine(Directory, $"{Guid.CreateVersion7(TimeProvider.System.GetUtcNow())}.db");
        await Command.RunAsync<IDatabase>(Directory, async database =>
        {
            await database.BackUpAsync(copy, CancellationToken.None);
            return 0;
        });
        await using var connection = new SqliteConnection($"Data Source={copy};Pooling=False");
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = change;
        await command.ExecuteNonQueryAsync();
        return copy;
    }

    /// <summary>A running server, beside which all is checked.</summary>
    public sealed class Fixture : IAsyncLifetime
    {
        private BuiltServer? _server;

        public string Directory { get; } = System.IO.Directory.CreateTempSubdirectory("serviceaccounts-").FullName;

        public async Task InitializeAsync() => _server = await BuiltServer.StartInAsync(Directory);

        public async Task DisposeAsync()
        {
            await _server!.DisposeAsync();
            System.IO.Directory.Delete(Directory, recursive: true);
        }
    }

    /// <summary>A database whose clock is its own.</summary>
    private sealed class OtherClock(IDatabase database, DateTimeOffset now) : IDatabase
    {
        public string Name => database.Name;

        public Task<DateTimeOffset?> ReadClockAsync(CancellationToken cancellationToken) => Task.FromResult<DateTimeOffset?>(now);

        public Task MigrateAsync(CancellationToken cancellationToken) => database.MigrateAsync(cancellationToken);

        public Task<T> WriteAsync<T>(
            Func<ServiceAccountsDbContext, CancellationToken, Task<T>> work, Func<T, bool> commits, Action ended, CancellationToken cancellationToken) =>
            database.WriteAsync(work, commits, ended, cancellationToken);

        public Task<T> WriteBesideAsync<T>(Func<ServiceAccountsDbContext, CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
            database.WriteBesideAsync(work, cancellationToken);

        public Task<IReadOnlySet<string>> ClaimAsync(
            ServiceAccountsDbContext db, IReadOnlyList<Storage.Issuances.SingleUseClaim> claims, CancellationToken cancellationToken) =>
            database.ClaimAsync(db, claims, cancellationToken);

        public Task KeepLatestAsync(
            ServiceAccountsDbContext db, IReadOnlyList<Storage.Credentials.CredentialUse> uses, CancellationToken cancellationToken) =>
            database.KeepLatestAsync(db, uses, cancellationToken);

        public bool IsDuplicate(Exception exception) => database.IsDuplicate(exception);
    }
}
