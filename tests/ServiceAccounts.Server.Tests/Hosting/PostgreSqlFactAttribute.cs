using ServiceAccounts.Testing;

namespace ServiceAccounts.Server.Tests.Hosting;

/// <summary>A test that needs PostgreSQL, and says so where it is not installed.</summary>
internal sealed class PostgreSqlFactAttribute : FactAttribute
{
    public PostgreSqlFactAttribute() => Skip = PostgreSqlCluster.Missing;
}
