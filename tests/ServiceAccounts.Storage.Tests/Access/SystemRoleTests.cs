using ServiceAccounts.Storage.Access;

namespace ServiceAccounts.Storage.Tests.Access;

/// <summary>Scripts name system roles by id: what stands here may be added to and never changed.</summary>
public sealed class SystemRoleTests
{
    [Theory]
    [InlineData("super_admin", "01990000-0000-7000-8000-000000000001")]
    [InlineData("tenant_admin", "01990000-0000-7000-8000-000000000002")]
    [InlineData("group_admin", "01990000-0000-7000-8000-000000000003")]
    [InlineData("org_admin", "01990000-0000-7000-8000-000000000004")]
    [InlineData("member", "01990000-0000-7000-8000-000000000005")]
    [InlineData("journal_reader", "01990000-0000-7000-8000-000000000006")]
    [InlineData("api_default", "01990000-0000-7000-8000-000000000007")]
    public void A_system_role_has_the_same_id_on_every_server(string name, string id) =>
        Assert.Equal(new Guid(id), Assert.Single(SystemRole.All, role => role.Name == name).Id);

    [Theory]
    [InlineData("group_admin", "organization.read organization.manage service_account.read service_account.create service_account.update service_account.delete service_account.credentials user.read role.read group.read api.read journal.read")]
    [InlineData("org_admin", "organization.read service_account.read service_account.create service_account.update service_account.delete service_account.credentials user.read role.read group.read api.read journal.read")]
    [InlineData("member", "tenant.read organization.read service_account.read user.read role.read group.read api.read")]
    [InlineData("journal_reader", "journal.read")]
    [InlineData("api_default", "api:read api:write")]
    [InlineData("super_admin", "")]
    [InlineData("tenant_admin", "")]
    public void A_system_role_lists_what_the_design_says(string name, string permissions) =>
        Assert.Equal(
            permissions.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal),
            SystemRole.All.Single(role => role.Name == name).Permissions.Order(StringComparer.Ordinal));

    [Fact]
    public void No_system_role_lets_a_machine_rotate_its_own_credentials_unless_it_holds_everything() =>
        Assert.DoesNotContain(SystemRole.All, role => role.Permissions.Contains(ManagementPermissions.SelfCredentials));

    [Fact]
    public void Every_listed_permission_is_defined() =>
        Assert.Empty(SystemRole.All.SelectMany(role => role.Permissions)
            .Except(ManagementPermissions.All).Except(Api.DefaultPermissions));

    [Theory]
    [OnEachDatabase]
    public async Task The_rows_of_a_new_database_are_the_system_roles(string provider)
    {
        await using var database = await TestDatabase.CreateAsync(provider);

        var rows = await database.RowsAsync<Role>();

        Assert.Equal(
            SystemRole.All.Select(role => (role.Id, role.Name, role.Name.ToUpperInvariant(), role.Description, role.Levels[0], (long)role.Number)),
            rows.OrderBy(row => row.Number).Select(row => (row.Id, row.Name, row.NormalizedName, row.Description!, row.Level, row.Number)));
        Assert.All(rows, row => Assert.Null(row.TenantId));
    }
}
