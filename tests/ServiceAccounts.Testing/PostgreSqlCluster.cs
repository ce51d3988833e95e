using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;

namespace ServiceAccounts.Testing;

/// <summary>
/// A PostgreSQL of one's own: on a free port, in a directory that goes with it, as a user without rights where the tests run as
/// root. It ends with the process that started it, however that ends.
/// </summary>
/// <remarks>
/// Most tests use databases of <see cref="SharedAsync"/>; who stops the server in the middle starts one for itself. The
/// language of its databases is English, so that a text that is compared otherwise than by its bytes is found out.
/// </remarks>
public sealed class PostgreSqlCluster : IAsyncDisposable
{
    private const string Unprivileged = "postgres";

    private static readonly string? Programs = FindPrograms();
    private static readonly Lazy<Task<PostgreSqlCluster>> Shared = new(StartAsync);

    private readonly string _directory;
    private readonly int _port;
    private Process? _watch;

    private PostgreSqlCluster(string directory, int port)
    {
        _directory = directory;
        _port = port;
    }

    /// <summary>Why tests on PostgreSQL are skipped; null where they run, and where they must.</summary>
    public static string? Missing { get; } = Programs is not null || Environment.GetEnvironmentVariable("CI") == "true"
        ? null
        : "PostgreSQL is not installed: apt-get install postgresql";

    /// <summary>The one that the tests of this process share.</summary>
    public static Task<PostgreSqlCluster> SharedAsync() => Shared.Value;

    /// <summary>Starts one for a test that stops it.</summary>
    public static async Task<PostgreSqlCluster> StartAsync()
    {
        if (Programs is null)
        {
            throw new InvalidOperationException("PostgreSQL is not installed: apt-get install postgresql");
        }

        var directory = Directory.CreateTempSubdirectory("serviceaccounts-postgresql-").FullName;
        if (Environment.IsPrivilegedProcess)
        {
            await RunAsync("chown", Unprivileged, directory);
        }

        await RunAsync(
            [
                .. WithoutRights, Path.Combine(Programs, "initdb"), "-D", Path.Combine(directory, "data"), "-U", "postgres", "-A", "trust",
                "-E", "UTF8", "--locale=C.UTF-8", "--locale-provider=icu", "--icu-locale=en", "--no-sync",
            ]);
        var cluster = new PostgreSqlCluster(directory, FreePort());
        await cluster.StartAgainAsync();
        return cluster;
    }

    /// <summary>A connection string for one of its databases.</summary>
    public string ConnectionTo(string database) => string.Create(
        CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database};Maximum Pool Size=20");

    /// <summary>Makes a database, as a copy of another one or empty; what connects to it.</summary>
    public async Task<string> CreateDatabaseAsync(string? template = null)
    {
        var name = "test_" + Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString("N");
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {template ?? "template0"}");
        return ConnectionTo(name);
    }

    /// <summary>Drops a database and whoever is connected to it.</summary>
    public async Task DropDatabaseAsync(string connectionString)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        await ExecuteAsync($"DROP DATABASE IF EXISTS {builder.Database} WITH (FORCE)");
    }

    /// <summary>Does something to the server that is nobody's database.</summary>
    public async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(ConnectionTo("postgres") + ";Pooling=False");
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync();
    }

    /// <summary>Stops the server: with its connections broken, and all that was committed on disk.</summary>
    public Task StopAsync() => EndAsync("stop");

    /// <summary>Kills the server, as a power cut would.</summary>
    public Task CrashAsync() => EndAsync("crash");

    /// <summary>Starts it again, on the same port.</summary>
    public async Task StartAgainAsync()
    {
        // The shell waits for a word: a process that is killed says none, and its input ends.
        const string Watch = """
            "$@" > "$DIRECTORY/log" 2>&1 &
            server=$!
            read -r word
            case "$word" in
              stop) kill -INT $server; wait $server ;;
              crash) kill -QUIT $server; wait $server ;;
              *) kill -QUIT $server; wait $server; rm -rf "$DIRECTORY" ;;
            esac
            """;
        var start = new ProcessStartInfo("sh") { RedirectStandardInput = true, WorkingDirectory = "/" };
        start.Environment["DIRECTORY"] = _directory;
        string[] arguments =
        [
            "-c", Watch, "watch", .. WithoutRights, Path.Combine(Programs!, "postgres"), // Checked by who made this.
            "-D", Path.Combine(_directory, "data"), "-p", _port.ToString(CultureInfo.InvariantCulture),
            "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "max_connections=300", "-c", "shared_buffers=64MB",
        ];
        Array.ForEach(arguments, start.ArgumentList.Add);
        _watch = Process.Start(start) ?? throw new InvalidOperationException("There is no shell.");
        await Eventually.IsTrueAsync(CanConnectAsync);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync() => await EndAsync("end");

    // setpriv becomes the server, where runuser would stand before it and keep signals from it.
    private static string[] WithoutRights =>
        Environment.IsPrivilegedProcess ? ["setpriv", $"--reuid={Unprivileged}", $"--regid={Unprivileged}", "--clear-groups"] : [];

    private static string? FindPrograms()
    {
        const string Debian = "/usr/lib/postgresql";
        var versions = Directory.Exists(Debian) ? Directory.GetDirectories(Debian) : [];
        return versions.Select(version => Path.Combine(version, "bin"))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator))
            .FirstOrDefault(directory => File.Exists(Path.Combine(directory, "initdb")) && File.Exists(Path.Combine(directory, "postgres")));
    }

    private static async Task RunAsync(params string[] command)
    {
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
            WorkingDirectory = "/",
        };
        Array.ForEach(command[1..], start.ArgumentList.Add);
        using var process = Process.Start(start) ?? throw new InvalidOperationException($"There is no {command[0]}.");
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{string.Join(' ', command)}: {await errors}{await output}");
        }
    }

    private async Task EndAsync(string word)
    {
        if (Interlocked.Exchange(ref _watch, null) is not { } watch)
        {
            return;
        }

        await watch.StandardInput.WriteLineAsync(word);
        watch.StandardInput.Close();
        await watch.WaitForExitAsync();
        watch.Dispose();
    }

    private async Task<bool> CanConnectAsync()
    {
        if (_watch is { HasExited: true })
        {
            throw new InvalidOperationException(await File.ReadAllTextAsync(Path.Combine(_directory, "log")));
        }

        try
        {
            await ExecuteAsync("SELECT 1");
            return true;
        }
        catch (NpgsqlException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
