using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Server.Hosting;

/// <summary>The section <c>ServiceAccounts:Storage</c>; what a connection string must name is checked by <see cref="Databases"/>.</summary>
internal sealed class StorageOptions
{
    public const string Section = "ServiceAccounts:Storage";

    /// <summary>Which database.</summary>
    [AllowedValues(
        Databases.Sqlite, Databases.PostgreSql, Databases.SqlServer, ErrorMessage = "The databases are: Sqlite, PostgreSql, SqlServer.")]
    public string Provider { get; init; } = Databases.Sqlite;

    /// <summary>Where it is, in the words of its driver; paths are relative to the working directory.</summary>
    [Required]
    public string ConnectionString { get; init; } = "Data Source=data/serviceaccounts.db";
}
