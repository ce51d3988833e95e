using System.Net;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using ServiceAccounts.Storage;
using ServiceAccounts.Storage.Access;
using static ServiceAccounts.Server.Tests.Management.AccessSteps;

namespace ServiceAccounts.Server.Tests.Management;

/// <summary>A role, a group or a grant may list <c>key.*</c>; below <c>system</c>, where signing keys are not, that is nothing.</summary>
public sealed class SystemOnlyTests(ManagementServer fixture) : IClassFixture<ManagementServer>
{
    [Theory]
    [InlineData("role")]
    [InlineData("grant")]
    [InlineData("group grant")]
    [InlineData("group role")]
    [InlineData("tenant_admin")]
    public async Task What_holds_at_system_alone_is_not_held_there_through_anything_below(string how)
    {
        var (server, administrator) = (fixture.Server, fixture.Administrator);
        var id = (await server.CreateBareClientAsync()).AccountId;
        var group = await administrator.NewGroupAsync();
        await administrator.PutAsync(MemberUrl(group, id)).StatusAsync(HttpStatusCode.NoContent);
        var role = how == "tenant_admin" ? SystemRole.TenantAdmin.Id.ToString()
            : await administrator.NewRoleAsync("tenant", ManagementPermissions.KeyRead, ManagementPermissions.KeyManage);
        var target = how.StartsWith("group", StringComparison.Ordinal) ? AccessOfGroup(group) : AccessOf(id);
        if (how.EndsWith("grant", StringComparison.Ordinal))
        {
            foreach (var permission in ManagementPermissions.AtSystemOnly)
            {
                await administrator.PostAsync(target + "/grants", Grant(permission)).JsonAsync(HttpStatusCode.Created);
            }
        }
        else
        {
            await administrator.PostAsync(target + "/role-bindings", Binding(role)).JsonAsync(HttpStatusCode.Created);
        }

        var tenant = await server.Services.GetRequiredService<TenantAccessStore>().GetAsync(server.TenantId, CancellationToken.None);
        await using var db = await server.Services.GetRequiredService<IDbContextFactory<ServiceAccountsDbContext>>().CreateDbContextAsync();
        var holdings = Holdings.Of(await PrincipalAccess.LoadAsync(db, Guid.Parse(id), CancellationToken.None), tenant!); // The first tenant is there.

        Assert.All(ManagementPermissions.AtSystemOnly, name => Assert.False(holdings.Can(ManagementPermissions.Of(name), Place.System), name));
    }
}
