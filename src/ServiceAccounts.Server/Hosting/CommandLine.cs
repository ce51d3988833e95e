using ServiceAccounts.Protocol.Clients;
using ServiceAccounts.Protocol.Proofs;
using ServiceAccounts.Protocol.Tokens;
using ServiceAccounts.Server.Callers;
using ServiceAccounts.Server.Dialects;
using ServiceAccounts.Server.Outbound;
using ServiceAccounts.Server.StatusLists;
using ServiceAccounts.Server.Token;
using ServiceAccounts.Storage.Credentials;
using ServiceAccounts.Storage.Issuances;
using ServiceAccounts.Storage.Keys;

namespace ServiceAccounts.Server.Hosting;

/// <summary>What may stand on the command line: one command, first, and settings. A typing error must not start a server.</summary>
internal static class CommandLine
{
    public const string Migrate = "--migrate";
    public const string GenerateToken = "--generate-token";
    public const string NewAdminToken = "--new-admin-token";
    public const string Check = "--check";
    public const string BackUp = "--backup";
    public const string Restored = "--restored";
    public const string Help = "--help";

    private static readonly string[] Commands = [Migrate, Check, BackUp, Restored, GenerateToken, NewAdminToken, Help];

    private static readonly string[] Sections = [ServerOptions.Section + ":", "Kestrel:", "Logging:"];

    private static readonly string[] FrameworkSettings =
        ["urls", "http_ports", "https_ports", "environment", "AllowedHosts", "shutdownTimeoutSeconds"];

    private static readonly (string Section, Type Options)[] Ours =
    [
        (ServerOptions.Section, typeof(ServerOptions)),
        (StorageOptions.Section, typeof(StorageOptions)),
        (CertificateOptions.Section, typeof(CertificateOptions)),
        (BootstrapOptions.Section, typeof(BootstrapOptions)),
        (TokenOptions.Section, typeof(TokenOptions)),
        (AssertionOptions.Section, typeof(AssertionOptions)),
        (DPoPOptions.Section, typeof(DPoPOptions)),
        (OutboundOptions.Section, typeof(OutboundOptions)),
        (JournalOptions.Section, typeof(JournalOptions)),
        (CacheOptions.Section, typeof(CacheOptions)),
        (LimitOptions.Section, typeof(LimitOptions)),
        (QuotaOptions.Section, typeof(QuotaOptions)),
        (StatusListOptions.Section, typeof(StatusListOptions)),
        (KeyOptions.Section, typeof(KeyOptions)),
        (ProxyOptions.Section, typeof(ProxyOptions)),
        (DialectOptions.Section, typeof(DialectOptions)),
    ];

    /// <summary>What <c>--help</c> prints.</summary>
    public static string Usage { get; } = $"""
        ServiceAccounts, an OAuth 2.0 authorization server for machines.

        {CommandList()}

        Settings follow as --Key=Value, such as --ServiceAccounts:Issuer=https://auth.example.com, or stand in the environment, such as
        ServiceAccounts__Issuer=https://auth.example.com, or in appsettings.json beside the binary. README.md describes them under
        "Settings"; listeners and log levels are the framework's (ASPNETCORE_URLS, Kestrel:Endpoints, Logging:LogLevel). Ours are:

        {string.Join(Environment.NewLine, SettingNames().Select(setting => "  " + setting))}
        """;

    /// <summary>What is wrong with the first argument that is neither a command nor a setting; null when there is none.</summary>
    public static string? ProblemOf(string[] args)
    {
        if (args is [Help, ..])
        {
            return null;
        }

        if (args is [BackUp] or [BackUp, ['-', ..], ..])
        {
            return $"{BackUp}: Name the file to write, which must not be there yet: {BackUp} /backup/serviceaccounts.db.{Environment.NewLine}{Environment.NewLine}{CommandList()}";
        }

        for (var i = args.Length > 0 && Commands.Contains(args[0]) ? 1 : 0; i < args.Length; i++)
        {
            // The file of the command.
            if (i == 1 && args[0] is BackUp or Restored && !args[1].StartsWith('-'))
            {
                continue;
            }

            // A value is not repeated: it may be a secret.
            var key = args[i].Split('=')[0];
            if (!IsSetting(key))
            {
                return $"{key}: This is no command and no setting.{Suggestion(key, isFirst: i == 0)}{Environment.NewLine}{Environment.NewLine}{CommandList()}";
            }

            var hasValue = args[i].Length > key.Length;
            if (!hasValue && (++i == args.Length || args[i].StartsWith("--", StringComparison.Ordinal)))
            {
                return $"{key}: This setting has no value: {key}=VALUE.{Environment.NewLine}{Environment.NewLine}{CommandList()}";
            }
        }

        return null;
    }

    private static string CommandList() => $"""
        Commands, as the first argument:
          (none)              serve
          {Migrate}           bring the database up to date and stop
          {Check}             say what keeps the server from starting or serving well, and what to do; changes nothing
          {BackUp} FILE       copy an SQLite database into a new file, also while a server runs on it
          {Restored} [FILE]   to be run after a restore: ends all access tokens issued before, and says what FILE (logged heads, or
                              an export of the journal) knows to have changed since the backup
          {GenerateToken}    print a well-formed API token for ServiceAccounts:Bootstrap:Token
          {NewAdminToken}   print a new token of the first administrator
          {Help}              print this and the names of the settings
        """;

    private static bool IsSetting(string key) =>
        key.StartsWith("--", StringComparison.Ordinal)
        && (FrameworkSettings.Contains(key[2..], StringComparer.OrdinalIgnoreCase)
            || Sections.Any(section => key.Length > section.Length + 2 && key[2..].StartsWith(section, StringComparison.OrdinalIgnoreCase)));

    private static string Suggestion(string key, bool isFirst)
    {
        if (!isFirst && Commands.Contains(key, StringComparer.OrdinalIgnoreCase))
        {
            return $" {Commands.First(command => command.Equals(key, StringComparison.OrdinalIgnoreCase))} goes first.";
        }

        var bare = key.TrimStart('-', '/').Replace("__", ":", StringComparison.Ordinal);
        var meant = SettingNames().FirstOrDefault(setting => ($":{setting}").EndsWith($":{bare}", StringComparison.OrdinalIgnoreCase)) is { } ours
            ? $"--{ours}=VALUE"
            : FrameworkSettings.FirstOrDefault(setting => setting.Equals(bare, StringComparison.OrdinalIgnoreCase)) is { } framework
                ? $"--{framework}=VALUE"
                : Commands.FirstOrDefault(command => IsNear(bare, command[2..]));
        return meant is null ? string.Empty : $" Did you mean {meant}?";
    }

    // One is the beginning of the other: generate-tokens, migrat, h, new-admin.
    private static bool IsNear(string word, string command) =>
        word.Length > 0
        && (command.StartsWith(word, StringComparison.OrdinalIgnoreCase) || word.StartsWith(command, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<string> SettingNames() =>
        from section in Ours
        from property in section.Options.GetProperties()
        select $"{section.Section}:{property.Name}";
}
