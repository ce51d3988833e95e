using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace ServiceAccounts.Storage.Sqlite.Migrations
{
    /// <inheritdoc />
    public partial class OAuthSurface : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "policy",
                table: "tenants",
                type: "TEXT",
                maxLength: 16000,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "policy",
                table: "applications",
                type: "TEXT",
                maxLength: 16000,
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "includes_status",
                table: "apis",
                type: "INTEGER",
                nullable: false,
                defaultValue: false);

            migrationBuilder.CreateTable(
                name: "client_certificates",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    application_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    match = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    value = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: false),
                    pem = table.Column<string>(type: "TEXT", maxLength: 65536, nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    created_by_name = table.Column<string>(type: "TEXT", maxLength: 255, nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_client_certificates", x => x.id);
                    table.ForeignKey(
                        name: "FK_client_certificates_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "applications",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "federated_credentials",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    application_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    name = table.Column<string>(type: "TEXT", maxLength: 255, nullable: false),
                    issuer = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: false),
                    is_spiffe = table.Column<bool>(type: "INTEGER", nullable: false),
                    audience = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    conditions = table.Column<string>(type: "TEXT", maxLength: 32000, nullable: false),
                    jwks_url = table.Column<string>(type: "TEXT", maxLength: 2000, nullable: true),
                    jwks = table.Column<string>(type: "TEXT", maxLength: 65536, nullable: true),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false),
                    created_by_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    created_by_name = table.Column<string>(type: "TEXT", maxLength: 255, nullable: true),
                    updated_at = table.Column<long>(type: "INTEGER", nullable: true),
                    updated_by_id = table.Column<Guid>(type: "TEXT", nullable: true),
                    expires_at = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_federated_credentials", x => x.id);
                    table.ForeignKey(
                        name: "FK_federated_credentials_applications_application_id",
                        column: x => x.application_id,
                        principalTable: "applications",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "status_list_entries",
                columns: table => new
                {
                    tenant_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    list = table.Column<int>(type: "INTEGER", nullable: false),
                    index = table.Column<int>(type: "INTEGER", nullable: false),
                    principal_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    client_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    credential_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    epoch = table.Column<long>(type: "INTEGER", nullable: false),
                    created_at = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("PK_status_list_entries", x => new { x.tenant_id, x.list, x.index });
                });

            migrationBuilder.CreateIndex(
                name: "IX_client_certificates_application_id",
                table: "client_certificates",
                column: "application_id");

            migrationBuilder.CreateIndex(
                name: "IX_federated_credentials_application_id",
                table: "federated_credentials",
                column: "application_id");

            migrationBuilder.CreateIndex(
                name: "IX_status_list_entries_credential_id_epoch",
                table: "status_list_entries",
                columns: new[] { "credential_id", "epoch" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "IX_status_list_entries_principal_id",
                table: "status_list_entries",
                column: "principal_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "client_certificates");

            migrationBuilder.DropTable(
                name: "federated_credentials");

            migrationBuilder.DropTable(
                name: "status_list_entries");

            migrationBuilder.DropColumn(
                name: "policy",
                table: "tenants");

            migrationBuilder.DropColumn(
                name: "policy",
                table: "applications");

            migrationBuilder.DropColumn(
                name: "includes_status",
                table: "apis");
        }
    }
}
