using ServiceAccounts.Testing;

namespace ServiceAccounts.Storage.Tests;

/// <summary>A test that needs PostgreSQL, and says so where it is not installed.</summary>
internal sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute() => Skip = PostgreSqlCluster.Missing;
}
