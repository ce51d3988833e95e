using System.Data;
using System.Data.Common;
using System.Linq.Expressions;
using System.Reflection;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Query;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.SqlServer;
using IEfDatabase = Microsoft.EntityFrameworkCore.Storage.IDatabase;

namespace ServiceAccounts.Testing.SqlServer;

/// <summary>
/// Says what SQL Server would be sent for a query that another database is asked: the query is compiled for it and run on a
/// connection that is none.
/// </summary>
internal sealed class SqlServerTranslation
{
    private static readonly MethodInfo Compile = typeof(SqlServerTranslation).GetMethod(nameof(RunAsync), BindingFlags.NonPublic | BindingFlags.Static)!;

    private readonly Unsent _unsent = new();
    private readonly IDbContextFactory<ServiceAccountsDbContext> _contexts;

    public SqlServerTranslation()
    {
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new Node(Guid.Empty));
        services.AddSqlServer("Server=nowhere;Database=none");
        services.ConfigureDbContext<ServiceAccountsDbContext>(options => options.AddInterceptors(_unsent, new NoConnection()));
        _contexts = services.BuildServiceProvider().GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>();
    }

    /// <summary>The commands; whoever asks at the same time waits.</summary>
    public IReadOnlyList<string> Translate(Expression query)
    {
        lock (_unsent)
        {
            _unsent.Texts.Clear();
            using var db = _contexts.CreateDbContext();
            var roots = new Roots(db.Model);
            var own = roots.Visit(query);
            var result = own.Type.IsGenericType && own.Type.IsAssignableTo(typeof(IQueryable)) ? own.Type.GetInterfaces()
                .Append(own.Type).First(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IQueryable<>)).GetGenericArguments()[0] : null;
            var compiled = result is null ? typeof(Task<>).MakeGenericType(own.Type) : typeof(IAsyncEnumerable<>).MakeGenericType(result);
            var running = (Task)Compile.MakeGenericMethod(compiled, result ?? own.Type).Invoke(null, [db, own, roots.Values])!;
            running.GetAwaiter().GetResult(); // Nothing is waited for: there is no connection.
            return [.. _unsent.Texts];
        }
    }

    private static async Task RunAsync<TCompiled, T>(ServiceAccountsDbContext db, Expression query, Dictionary<string, object?> values)
    {
        var run = db.GetService<IEfDatabase>().CompileQuery<TCompiled>(query, async: true);
        var context = db.GetService<IQueryContextFactory>().Create();
        foreach (var (name, value) in values)
        {
            context.Parameters[name] = value;
        }

        try
        {
            switch (run(context))
            {
                case IAsyncEnumerable<T> rows:
                    await using (var row = rows.GetAsyncEnumerator())
                    {
                        await row.MoveNextAsync();
                    }

                    break;
                case Task<T> one:
                    await one;
                    break;
            }
        }
        catch (InvalidOperationException e) when (e.Message.Contains("no elements", StringComparison.Ordinal))
        {
            return; // There is no row where there always is one.
        }
    }

    /// <summary>Names the tables of another model, and gives each parameter a value.</summary>
    private sealed class Roots(IModel model) : ExpressionVisitor
    {
        public Dictionary<string, object?> Values { get; } = new(StringComparer.Ordinal);

        protected override Expression VisitExtension(Expression node)
        {
            switch (node)
            {
                case EntityQueryRootExpression root when root.GetType() == typeof(EntityQueryRootExpression):
                    return new EntityQueryRootExpression(model.FindEntityType(root.EntityType.Name)!);
                case QueryParameterExpression parameter:
                    Values[parameter.Name] = ValueOf(parameter.Type);
                    return node;
                default:
                    return base.VisitExtension(node);
            }
        }

        // Two of each list, so that the text shows how it is sent.
        private static object? ValueOf(Type type)
        {
            if (Nullable.GetUnderlyingType(type) is { } inner)
            {
                return ValueOf(inner);
            }

            if (type == typeof(string))
            {
                return "text";
            }

            if (type == typeof(byte[]))
            {
                return new byte[1];
            }

            if (ElementOf(type) is not { } element)
            {
                return type.IsValueType ? Activator.CreateInstance(type) : null;
            }

            var items = Array.CreateInstance(element, 2);
            items.SetValue(ValueOf(element), 0);
            items.SetValue(ValueOf(element), 1);
            return type.IsAssignableFrom(items.GetType()) ? items : Activator.CreateInstance(type, items);
        }

        private static Type? ElementOf(Type type) => type.IsArray
            ? type.GetElementType()
            : type.GetInterfaces().Append(type).FirstOrDefault(i => i.IsGenericType && i.GetGenericTypeDefinition() == typeof(IEnumerable<>))?.GetGenericArguments()[0];
    }

    /// <summary>Keeps what would be sent; every query is answered with no row.</summary>
    private sealed class Unsent : DbCommandInterceptor
    {
        private const int MaxColumns = 200;

        public List<string> Texts { get; } = [];

        public override ValueTask<InterceptionResult<DbDataReader>> ReaderExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<DbDataReader> result, CancellationToken cancellationToken = default)
        {
            Texts.Add(command.CommandText);

            // Whatever is read of a row, there is a column for it.
            using var nothing = new DataTable();
            nothing.Columns.AddRange([.. Enumerable.Range(0, MaxColumns).Select(_ => new DataColumn())]);
            return ValueTask.FromResult(InterceptionResult<DbDataReader>.SuppressWithResult(nothing.CreateDataReader()));
        }

        public override ValueTask<InterceptionResult<int>> NonQueryExecutingAsync(
            DbCommand command, CommandEventData eventData, InterceptionResult<int> result, CancellationToken cancellationToken = default)
        {
            Texts.Add(command.CommandText);
            return ValueTask.FromResult(InterceptionResult<int>.SuppressWithResult(1));
        }
    }

    private sealed class NoConnection : DbConnectionInterceptor
    {
        public override ValueTask<InterceptionResult> ConnectionOpeningAsync(
            DbConnection connection, ConnectionEventData eventData, InterceptionResult result, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult(InterceptionResult.Suppress());
    }
}
