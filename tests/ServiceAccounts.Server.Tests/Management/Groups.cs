using ServiceAccounts.Storage.Access;
using ServiceAccounts.Storage.Ledger;
using ServiceAccounts.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>Account groups as rows, for the tests of what is done with them elsewhere.</summary>
internal static class Groups
{
    /// <summary>A group of the first tenant whose members hold these permissions of our own Api.</summary>
    public static async Task<Guid> AddAsync(RunningServer server, params string[] permissions)
    {
        var now = server.Time.GetUtcNow();
        var group = new AccountGroup
        {
            Id = Guid.CreateVersion7(now),
            TenantId = server.TenantId,
            Name = ApiCaller.NewName(),
            NormalizedName = ApiCaller.NewName(),
            CreatedAt = now,
            UpdatedAt = now,
        };
        group.Grants.AddRange(permissions.Select(
            name => new AccountGroupGrant { GroupId = group.Id, ApiId = ManagementPermissions.ApiId, Name = name, CreatedAt = now }));
        await server.WriteAsync(db =>
        {
            db.Add(group);
            return Task.CompletedTask;
        });

        // A change that came by no operation: the server has to be told of it.
        var feed = server.Services.GetRequiredService<ChangeFeed>();
        feed.Publish(new Change(feed.Position + 1, server.TenantId, null));
        return group.Id;
    }
}
