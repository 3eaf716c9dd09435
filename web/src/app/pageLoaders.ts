/** Loads the code of a page; a second call costs nothing, so calling early is how a page is fetched ahead. */

export function loadHomePage() {
  return import('../pages/home/HomePage');
}

export function loadRoomPage() {
  return import('../pages/room/RoomPage');
}

export function loadConsultationPage() {
  return import('../pages/consultation/ConsultationPage');
}

export function loadPlanPage() {
  return import('../pages/plan/PlanPage');
}

export function loadPlannedPage() {
  return import('../pages/plan/PlannedPage');
}

export function loadGuestPage() {
  return import('../pages/guest/GuestPage');
}

export function loadAdministrationPage() {
  return import('../pages/administration/AdministrationPage');
}

export function loadArchivePage() {
  return import('../pages/archive/ArchivePage');
}

export function loadViewerPage() {
  return import('../pages/viewer/ViewerPage');
}

/** The viewer's code, and its engine started and warm: what a first picture would otherwise wait for. */
export async function prepareViewer(): Promise<void> {
  const { pageEngine } = await import('../viewer/pageEngine');
  await loadViewerPage();
  await pageEngine().warmUp();
}
