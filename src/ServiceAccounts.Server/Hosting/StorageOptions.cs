using System.ComponentModel.DataAnnotations;
using ServiceAccounts.Storage.Sqlite;

namespace ServiceAccounts.Server.Hosting;

/// <summary>The section <c>ServiceAccounts:Storage</c>.</summary>
internal sealed class StorageOptions : IValidatableObject
{
    public const string Section = "ServiceAccounts:Storage";

    /// <summary>Which database. This version has SQLite; PostgreSQL and SQL Server follow.</summary>
    [AllowedValues("Sqlite", ErrorMessage = "The databases of this version are: Sqlite.")]
    public string Provider { get; init; } = "Sqlite";

    /// <summary>Where it is, in the words of its driver; paths are relative to the working directory.</summary>
    [Required]
    public string ConnectionString { get; init; } = "Data Source=data/serviceaccounts.db";

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!SqliteServices.IsConnectionString(ConnectionString))
        {
            yield return new ValidationResult("It is no connection string of SQLite that names a file.", [nameof(ConnectionString)]);
        }
    }
}
