using System.Diagnostics;
using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore.Diagnostics;

namespace ServiceAccounts.Testing.SqlServer;

/// <summary>
/// Where a test asks another database, what SQL Server would be sent for the same must be what somebody has looked at: so each query
/// of the product that any test reaches is known for a database that is not at hand.
/// </summary>
public sealed class QueriesForSqlServer : IQueryExpressionInterceptor
{
    // One for the process: EF has its own services, and so its cache of compiled queries, for each set of interceptors of this kind.
    public static QueriesForSqlServer Instance { get; } = new();

    private readonly SqlServerTranslation _translation = new();

    private QueriesForSqlServer()
    {
    }

    /// <inheritdoc />
    public Expression QueryCompilationStarting(Expression queryExpression, QueryExpressionEventData eventData)
    {
        if (CallerOf(new StackTrace()) is { } caller)
        {
            foreach (var text in _translation.Translate(queryExpression))
            {
                if (ApprovedQueries.WhyNot(caller, text) is { } problem)
                {
                    throw new InvalidOperationException(problem);
                }
            }
        }

        return queryExpression;
    }

    // The method of the product that asks; null where a test does.
    private static string? CallerOf(StackTrace stack)
    {
        var type = stack.GetFrames().Select(frame => frame.GetMethod()?.DeclaringType)
            .FirstOrDefault(type => type?.Assembly.GetName().Name?.StartsWith("ServiceAccounts.", StringComparison.Ordinal) == true && type.Namespace != typeof(QueriesForSqlServer).Namespace);
        if (type is null || type.Assembly.GetName().Name is { } name && (name.EndsWith(".Tests", StringComparison.Ordinal) || name is "ServiceAccounts.Testing" or "ServiceAccounts.Benchmarks"))
        {
            return null;
        }

        // The compiler's types for asynchronous methods and closures are nested in that of the method.
        while (type.DeclaringType is { } outer && type.Name.StartsWith('<'))
        {
            type = outer;
        }

        return type.FullName?.Split('`')[0];
    }
}
