using System.ComponentModel.DataAnnotations;

namespace ServiceAccounts.Server.Hosting;

/// <summary>The section <c>ServiceAccounts:Storage</c>.</summary>
internal sealed class StorageOptions
{
    public const string Section = "ServiceAccounts:Storage";

    /// <summary>Which database. This version has SQLite; PostgreSQL and SQL Server follow.</summary>
    [AllowedValues("Sqlite", ErrorMessage = "The databases of this version are: Sqlite.")]
    public string Provider { get; init; } = "Sqlite";

    /// <summary>Where it is, in the words of its driver; paths are relative to the working directory.</summary>
    [Required]
    public string ConnectionString { get; init; } = "Data Source=data/serviceaccounts.db";
}
