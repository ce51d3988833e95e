using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ServiceAccounts.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class AccountModel : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "IX_role_bindings_role_id",
                table: "role_bindings");

            migrationBuilder.AddColumn<string>(
                name: "normalized_email",
                table: "users",
                type: "TEXT",
                maxLength: 960,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<Guid>(
                name: "tenant_id",
                table: "users",
                type: "TEXT",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<long>(
                name: "updated_at",
                table: "users",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0L);

            migrationBuilder.AddColumn<long>(
                name: "version",
                table: "users",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<string>(
                name: "identifier_prefixes",
                table: "tenants",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "minimum_ttl_seconds",
                table: "tenants",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "region",
                table: "tenants",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "version",
                table: "tenants",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<string>(
                name: "email",
                table: "service_accounts",
                type: "TEXT",
                maxLength: 320,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "owner_contact",
                table: "service_accounts",
                type: "TEXT",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "updated_by_id",
                table: "service_accounts",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "updated_by_kind",
                table: "service_accounts",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "updated_by_name",
                table: "service_accounts",
                type: "TEXT",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "version",
                table: "roles",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<long>(
                name: "version",
                table: "organizations",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1L);

            migrationBuilder.AddColumn<string>(
                name: "client_id",
                table: "ledger",
                type: "TEXT",
                maxLength: 64,
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "count",
                table: "ledger",
                type: "INTEGER",
                nullable: false,
                defaultValue: 1);

            migrationBuilder.AddColumn<string>(
                name: "outcome",
                table: "ledger",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Done");

            migrationBuilder.AddColumn<string>(
                name: "reason",
                table: "ledger",
                type: "TEXT",
                maxLength: 500,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "created_by_id",
                table: "client_secrets",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "created_by_name",
                table: "client_secrets",
                type: "TEXT",
                maxLength: 255,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "includes_groups",
                table: "apis",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<Guid>(
                name: "created_by_id",
                table: "api_tokens",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "created_by_name",
                table: "api_tokens",
                type: "TEXT",
                maxLength: 255,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "account_groups",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    normalized_name = table.Column<string>(type: "TEXT", maxLength: 765, nullable: false),
                    description = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: false),
                    version = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_account_groups", x => x.id);
                    table.ForeignKey(
                        name: "FK_account_groups_tenants_tenant_id",
                        column: x => x.tenant_id,
                        principalTable: "tenants",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "credential_uses",
                columns: table => new
                {
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    key_id = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    principal_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    used_at = table.Column<long>(type: "INTEGER", nullable: false),
                    address = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_credential_uses", x => new { x.credential_id, x.key_id });
                });

            migrationBuilder.CreateTable(
                name: "direct_grants",
                columns: table => new
                {
                    principal_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    api_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_direct_grants", x => new { x.principal_id, x.api_id, x.name });
                    table.ForeignKey(
                        name: "FK_direct_grants_principals_principal_id",
                        column: x => x.principal_id,
                        principalTable: "principals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "fetched_key_sets",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    url_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    jwks_url = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    jwks = table.Column<string>(type: "TEXT", maxLength: 65536, nullable: false),
                    fetched_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_fetched_key_sets", x => new { x.tenant_id, x.url_hash });
                });

            migrationBuilder.CreateTable(
                name: "idempotency_keys",
                columns: table => new
                {
                    principal_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    request_hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false),
                    location = table.Column<string>(type: "TEXT", maxLength: 500, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_idempotency_keys", x => new { x.principal_id, x.key });
                    table.ForeignKey(
                        name: "FK_idempotency_keys_principals_principal_id",
                        column: x => x.principal_id,
                        principalTable: "principals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "issuance_blocks",
                columns: table => new
                {
                    shard = table.Column<int>(type: "INTEGER", nullable: false),
                    minute = table.Column<long>(type: "INTEGER", nullable: false),
                    part = table.Column<int>(type: "INTEGER", nullable: false),
                    count = table.Column<int>(type: "INTEGER", nullable: false),
                    payload = table.Column<byte[]>(type: "BLOB", nullable: false),
                    hash = table.Column<byte[]>(type: "BLOB", maxLength: 32, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_issuance_blocks", x => new { x.shard, x.minute, x.part });
                });

            migrationBuilder.CreateTable(
                name: "service_account_labels",
                columns: table => new
                {
                    account_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    key = table.Column<string>(type: "TEXT", maxLength: 63, nullable: false),
                    value = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_service_account_labels", x => new { x.account_id, x.key });
                    table.ForeignKey(
                        name: "FK_service_account_labels_service_accounts_account_id",
                        column: x => x.account_id,
                        principalTable: "service_accounts",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "account_group_bindings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    group_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    role_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    place_kind = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    place_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_account_group_bindings", x => x.id);
                    table.ForeignKey(
                        name: "FK_account_group_bindings_account_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "account_groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_account_group_bindings_roles_role_id",
                        column: x => x.role_id,
                        principalTable: "roles",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Restrict);
                });

            migrationBuilder.CreateTable(
                name: "account_group_grants",
                columns: table => new
                {
                    group_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    api_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_account_group_grants", x => new { x.group_id, x.api_id, x.name });
                    table.ForeignKey(
                        name: "FK_account_group_grants_account_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "account_groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "account_group_members",
                columns: table => new
                {
                    group_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    principal_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_account_group_members", x => new { x.group_id, x.principal_id });
                    table.ForeignKey(
                        name: "FK_account_group_members_account_groups_group_id",
                        column: x => x.group_id,
                        principalTable: "account_groups",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                    table.ForeignKey(
                        name: "FK_account_group_members_principals_principal_id",
                        column: x => x.principal_id,
                        principalTable: "principals",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.UpdateData(
                table: "roles",
                keyColumn: "id",
                keyValue: new Guid("01990000-0000-7000-8000-000000000001"),
                column: "version",
                value: 1L);

            migrationBuilder.UpdateData(
                table: "roles",
                keyColumn: "id",
                keyValue: new Guid("01990000-0000-7000-8000-000000000002"),
                column: "version",
                value: 1L);

            migrationBuilder.UpdateData(
                table: "roles",
                keyColumn: "id",
                keyValue: new Guid("01990000-0000-7000-8000-000000000003"),
                column: "version",
                value: 1L);

            migrationBuilder.UpdateData(
                table: "roles",
                keyColumn: "id",
                keyValue: new Guid("01990000-0000-7000-8000-000000000004"),
                column: "version",
                value: 1L);

            migrationBuilder.UpdateData(
                table: "roles",
                keyColumn: "id",
                keyValue: new Guid("01990000-0000-7000-8000-000000000005"),
                column: "version",
                value: 1L);

            migrationBuilder.UpdateData(
                table: "roles",
                keyColumn: "id",
                keyValue: new Guid("01990000-0000-7000-8000-000000000006"),
                column: "version",
                value: 1L);

            migrationBuilder.UpdateData(
                table: "roles",
                keyColumn: "id",
                keyValue: new Guid("01990000-0000-7000-8000-000000000007"),
                column: "version",
                value: 1L);

            // What a row says now that it did not say before; each tenant gets the group that every principal is in.
            migrationBuilder.Sql(
                """
                UPDATE users SET
                    tenant_id = (SELECT p.tenant_id FROM principals p WHERE p.id = users.id),
                    normalized_email = upper(trim(email)),
                    updated_at = created_at;
                UPDATE service_accounts SET
                    updated_by_id = created_by_id, updated_by_name = created_by_name, updated_by_kind = created_by_kind
                    WHERE version = 1;
                INSERT INTO account_groups (id, tenant_id, name, normalized_name, created_at, updated_at, version)
                    SELECT id, id, 'Everyone', 'EVERYONE', created_at, created_at, 1 FROM tenants;
                """);

            migrationBuilder.CreateIndex(
                name: "IX_users_tenant_id_created_at_id",
                table: "users",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_users_tenant_id_normalized_email",
                table: "users",
                columns: new[] { "tenant_id", "normalized_email" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_tenants_created_at_id",
                table: "tenants",
                columns: new[] { "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_service_accounts_organization_id_created_at_id",
                table: "service_accounts",
                columns: new[] { "organization_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_service_accounts_tenant_id_expires_at",
                table: "service_accounts",
                columns: new[] { "tenant_id", "expires_at" });

            migrationBuilder.CreateIndex(
                name: "IX_service_accounts_tenant_id_normalized_name",
                table: "service_accounts",
                columns: new[] { "tenant_id", "normalized_name" });

            migrationBuilder.CreateIndex(
                name: "IX_role_permissions_api_id_name",
                table: "role_permissions",
                columns: new[] { "api_id", "name" });

            migrationBuilder.CreateIndex(
                name: "IX_role_bindings_place_id",
                table: "role_bindings",
                column: "place_id");

            migrationBuilder.CreateIndex(
                name: "IX_role_bindings_role_id_principal_id",
                table: "role_bindings",
                columns: new[] { "role_id", "principal_id" });

            migrationBuilder.CreateIndex(
                name: "IX_organizations_tenant_id_created_at_id",
                table: "organizations",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_actor_id_position",
                table: "ledger",
                columns: new[] { "actor_id", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_client_id_position",
                table: "ledger",
                columns: new[] { "client_id", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_principal_id_position",
                table: "ledger",
                columns: new[] { "principal_id", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_ledger_tenant_id_outcome_position",
                table: "ledger",
                columns: new[] { "tenant_id", "outcome", "position" });

            migrationBuilder.CreateIndex(
                name: "IX_client_secrets_hash",
                table: "client_secrets",
                column: "hash");

            migrationBuilder.CreateIndex(
                name: "IX_api_tokens_tenant_id_expires_at",
                table: "api_tokens",
                columns: new[] { "tenant_id", "expires_at" });

            migrationBuilder.CreateIndex(
                name: "IX_account_group_bindings_group_id_role_id_place_id",
                table: "account_group_bindings",
                columns: new[] { "group_id", "role_id", "place_id" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_account_group_bindings_place_id",
                table: "account_group_bindings",
                column: "place_id");

            migrationBuilder.CreateIndex(
                name: "IX_account_group_bindings_role_id",
                table: "account_group_bindings",
                column: "role_id");

            migrationBuilder.CreateIndex(
                name: "IX_account_group_grants_api_id_name",
                table: "account_group_grants",
                columns: new[] { "api_id", "name" });

            migrationBuilder.CreateIndex(
                name: "IX_account_group_members_group_id_created_at_principal_id",
                table: "account_group_members",
                columns: new[] { "group_id", "created_at", "principal_id" });

            migrationBuilder.CreateIndex(
                name: "IX_account_group_members_principal_id",
                table: "account_group_members",
                column: "principal_id");

            migrationBuilder.CreateIndex(
                name: "IX_account_groups_tenant_id_created_at_id",
                table: "account_groups",
                columns: new[] { "tenant_id", "created_at", "id" });

            migrationBuilder.CreateIndex(
                name: "IX_account_groups_tenant_id_normalized_name",
                table: "account_groups",
                columns: new[] { "tenant_id", "normalized_name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_credential_uses_principal_id_used_at",
                table: "credential_uses",
                columns: new[] { "principal_id", "used_at" });

            migrationBuilder.CreateIndex(
                name: "IX_direct_grants_api_id_name",
                table: "direct_grants",
                columns: new[] { "api_id", "name" });

            migrationBuilder.CreateIndex(
                name: "IX_fetched_key_sets_fetched_at",
                table: "fetched_key_sets",
                column: "fetched_at");

            migrationBuilder.CreateIndex(
                name: "IX_idempotency_keys_created_at",
                table: "idempotency_keys",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "IX_issuance_blocks_minute",
                table: "issuance_blocks",
                column: "minute");

            migrationBuilder.CreateIndex(
                name: "IX_service_account_labels_key_value_account_id",
                table: "service_account_labels",
                columns: new[] { "key", "value", "account_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "account_group_bindings");

            migrationBuilder.DropTable(
                name: "account_group_grants");

            migrationBuilder.DropTable(
                name: "account_group_members");

            migrationBuilder.DropTable(
                name: "credential_uses");

            migrationBuilder.DropTable(
                name: "direct_grants");

            migrationBuilder.DropTable(
                name: "fetched_key_sets");

            migrationBuilder.DropTable(
                name: "idempotency_keys");

            migrationBuilder.DropTable(
                name: "issuance_blocks");

            migrationBuilder.DropTable(
                name: "service_account_labels");

            migrationBuilder.DropTable(
                name: "account_groups");

            migrationBuilder.DropIndex(
                name: "IX_users_tenant_id_created_at_id",
                table: "users");

            migrationBuilder.DropIndex(
                name: "IX_users_tenant_id_normalized_email",
                table: "users");

            migrationBuilder.DropIndex(
                name: "IX_tenants_created_at_id",
                table: "tenants");

            migrationBuilder.DropIndex(
                name: "IX_service_accounts_organization_id_created_at_id",
                table: "service_accounts");

            migrationBuilder.DropIndex(
                name: "IX_service_accounts_tenant_id_expires_at",
                table: "service_accounts");

            migrationBuilder.DropIndex(
                name: "IX_service_accounts_tenant_id_normalized_name",
                table: "service_accounts");

            migrationBuilder.DropIndex(
                name: "IX_role_permissions_api_id_name",
                table: "role_permissions");

            migrationBuilder.DropIndex(
                name: "IX_role_bindings_place_id",
                table: "role_bindings");

            migrationBuilder.DropIndex(
                name: "IX_role_bindings_role_id_principal_id",
                table: "role_bindings");

            migrationBuilder.DropIndex(
                name: "IX_organizations_tenant_id_created_at_id",
                table: "organizations");

            migrationBuilder.DropIndex(
                name: "IX_ledger_actor_id_position",
                table: "ledger");

            migrationBuilder.DropIndex(
                name: "IX_ledger_client_id_position",
                table: "ledger");

            migrationBuilder.DropIndex(
                name: "IX_ledger_principal_id_position",
                table: "ledger");

            migrationBuilder.DropIndex(
                name: "IX_ledger_tenant_id_outcome_position",
                table: "ledger");

            migrationBuilder.DropIndex(
                name: "IX_client_secrets_hash",
                table: "client_secrets");

            migrationBuilder.DropIndex(
                name: "IX_api_tokens_tenant_id_expires_at",
                table: "api_tokens");

            migrationBuilder.DropColumn(
                name: "normalized_email",
                table: "users");

            migrationBuilder.DropColumn(
                name: "tenant_id",
                table: "users");

            migrationBuilder.DropColumn(
                name: "updated_at",
                table: "users");

            migrationBuilder.DropColumn(
                name: "version",
                table: "users");

            migrationBuilder.DropColumn(
                name: "identifier_prefixes",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "minimum_ttl_seconds",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "region",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "version",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "email",
                table: "service_accounts");

            migrationBuilder.DropColumn(
                name: "owner_contact",
                table: "service_accounts");

            migrationBuilder.DropColumn(
                name: "updated_by_id",
                table: "service_accounts");

            migrationBuilder.DropColumn(
                name: "updated_by_kind",
                table: "service_accounts");

            migrationBuilder.DropColumn(
                name: "updated_by_name",
                table: "service_accounts");

            migrationBuilder.DropColumn(
                name: "version",
                table: "roles");

            migrationBuilder.DropColumn(
                name: "version",
                table: "organizations");

            migrationBuilder.DropColumn(
                name: "client_id",
                table: "ledger");

            migrationBuilder.DropColumn(
                name: "count",
                table: "ledger");

            migrationBuilder.DropColumn(
                name: "outcome",
                table: "ledger");

            migrationBuilder.DropColumn(
                name: "reason",
                table: "ledger");

            migrationBuilder.DropColumn(
                name: "created_by_id",
                table: "client_secrets");

            migrationBuilder.DropColumn(
                name: "created_by_name",
                table: "client_secrets");

            migrationBuilder.DropColumn(
                name: "includes_groups",
                table: "apis");

            migrationBuilder.DropColumn(
                name: "created_by_id",
                table: "api_tokens");

            migrationBuilder.DropColumn(
                name: "created_by_name",
                table: "api_tokens");

            migrationBuilder.CreateIndex(
                name: "IX_role_bindings_role_id",
                table: "role_bindings",
                column: "role_id");
        }
    }
}
